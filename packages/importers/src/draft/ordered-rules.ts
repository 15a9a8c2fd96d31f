import { allOf, anyOf, type Condition, conditionText, never, notOf } from './condition.ts'
import { certainly, differences, type Expression } from './expression.ts'
import { oneLine, type PolicyDraft, quoted } from './policy-draft.ts'

/** The answer of a refusal. */
export interface RefusalReply {
  readonly status: number
  /** The text of the body, if the configuration contains it. */
  readonly text?: string
}

/** A rule of another program: where it is, and its text for comments. */
export interface RulePlace {
  readonly line: number
  /** The path of an included file that the line is in. */
  readonly file?: string
  readonly label: string
}

/** Writes rules of a program in which the first rule that matches decides, as rules without order. */
export interface OrderedRules {
  /** Requests of the region and condition get this answer, unless an earlier rule has decided. */
  readonly refuse: (region: Condition, condition: Expression, reply: RefusalReply, place: RulePlace) => void
  /**
   * Requests of the region and condition are not affected by later refusals: of this list of rules only (`list`), or of any, because the
   * program has answered them (`answer`).
   */
  readonly spare: (scope: 'list' | 'answer', region: Condition, condition: Expression, place: RulePlace) => void
  /** Begins another list of rules, which is evaluated whatever the one before has admitted. */
  readonly beginList: () => void
  /** The requests that no later rule of this list affects; `never` if there are none. */
  readonly spared: () => Condition
}

/** Creates a writer that begins with no rule. */
export function createOrderedRules(draft: PolicyDraft): OrderedRules {
  // WHY: joined only when a refusal needs them, since there may be thousands of exceptions before it.
  let answered: Condition[] = []
  let admitted: Condition[] = []
  const refused = new Map<number, Condition[]>()
  const spared = (): Condition => {
    answered = [anyOf(answered)]
    admitted = [anyOf(admitted)]
    return anyOf([...answered, ...admitted])
  }

  return {
    refuse: (region, expression, reply, place) => {
      const understood = certainly(expression)
      const condition = allOf([region, understood])
      noteDifferences(expression, understood.kind === 'never', place, draft)
      if (condition.kind === 'never') return
      // WHY: of several refusals the engine reports the lowest status, the program the first one.
      const earlier = [...refused].flatMap(([status, conditions]) => (status > reply.status ? conditions : []))
      const unless = absorbed([spared(), ...earlier])
      if (unless.kind === 'always') return
      const except = unless.kind === 'never' ? '' : `  unless ${conditionText(unless)}`
      draft.rule(`block ${conditionText(condition)}${except}${replyText(reply)}`)
      // An earlier refusal with a higher status is itself an exception of whatever this one is an exception of.
      const same = refused.get(reply.status) ?? []
      same.push(allOf([condition, notOf(spared())]))
      refused.set(reply.status, same)
    },
    spare: (scope, region, expression, place) => {
      const understood = certainly(expression)
      for (const what of differences(expression))
        draft.note(place.line, `${what}; so rules after ${place.label} may refuse requests that it admits`, place.file)
      const condition = allOf([region, understood])
      if (scope === 'list') admitted.push(condition)
      // What the list has admitted before does not reach the answer.
      else {
        admitted = [anyOf(admitted)]
        answered.push(allOf([condition, notOf(admitted[0] ?? never)]))
      }
    },
    beginList: () => {
      admitted = []
    },
    spared,
  }
}

/** Writes a comment for every difference between an expression and what is imported of it. */
export function noteDifferences(expression: Expression, isLost: boolean, place: RulePlace, draft: PolicyDraft): void {
  const all = differences(expression)
  // The reason must survive if a comment is shortened, so the label is.
  const label = oneLine(place.label).slice(0, 60)
  if (isLost && all.length > 0) draft.note(place.line, `${label} is not imported: ${all.join('; ')}`, place.file)
  else for (const what of all) draft.note(place.line, `${label}: ${what}`, place.file)
}

/** Returns the `reply` clause. A text that a reply cannot have is left out. */
export function replyText({ status, text }: RefusalReply): string {
  const isText = text !== undefined && text.trim() !== '' && /^[\x20-\x7e]{1,200}$/.test(text)
  return `  reply ${status}${isText ? ` ${quoted(text)}` : ''}`
}

/** Returns the disjunction without alternatives that another one contains: `a or a and b` is `a`. */
function absorbed(parts: readonly Condition[]): Condition {
  const all = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part]))
  const texts = new Set(all.map(conditionText))
  return anyOf(all.filter((part) => part.kind !== 'all' || !part.of.some((member) => texts.has(conditionText(member)))))
}
