import { allOf, always, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { type ErrorPages, refusedWith } from './error-page.ts'
import { ifCondition } from './if-condition.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, type Place } from './place.ts'
import type { ConditionReading } from './request-condition.ts'
import { readRewrite } from './read-rewrite.ts'
import { joinedCases, templateVariable, type Variable, variableName, type Variables } from './variable.ts'

/** A `return` that refuses. */
export interface Refusal {
  readonly place: Place
  readonly condition: Condition
  readonly status: number
  /** The text of the reply, without variables. */
  readonly body: string | undefined
}

/** The result of `set`, `if`, `return`, `rewrite` and `break` of a context. */
export interface RewritePhase {
  readonly refusals: readonly Refusal[]
  /** The requests that are answered here without a refusal, so that lists and limits do not apply to them. */
  readonly answered: Condition
  /** Variables, including the changes by `set`. */
  readonly variables: Variables
  readonly notes: readonly { readonly place: Place; readonly message: string }[]
}

/** Evaluates the rewriting directives of one context in their order. `rewritesMatter`: whether other paths have other rules. */
export function rewritePhase(
  directives: readonly Directive[],
  inherited: Variables,
  pages: ErrorPages,
  reading: ConditionReading,
  rewritesMatter: boolean,
): RewritePhase {
  const variables = new Map(inherited)
  const refusals: Refusal[] = []
  const notes: { place: Place; message: string }[] = []
  const note = (place: Place, message: string): void => void notes.push({ place, message })
  let answered: Condition = never
  // What follows a refusal makes no difference to the requests that it refuses.
  /** The requests that are not refused, and for which the directives that follow are not evaluated. */
  let stopped: Condition = never

  /** Evaluates directives for the requests of a condition; undefined: which requests, cannot be expressed. */
  function run(given: readonly Directive[], condition: Condition | undefined, around: Directive | undefined): void {
    for (const directive of given) {
      const { name, args, block = [] } = directive
      const reached = condition === undefined ? undefined : allOf([condition, notOf(stopped)])
      switch (name) {
        case 'set':
          setVariable(variables, args, reached)
          break
        case 'break':
          if (reached === undefined)
            note(directive, `break in ${directiveText(around!)} is not imported: its condition has no equivalent`)
          else stopped = anyOf([stopped, reached])
          return
        case 'return':
          answer(directive, reached, around)
          return
        case 'rewrite': {
          const effect = readRewrite(directive, reading, rewritesMatter ? note : () => undefined)
          if (effect.kind === 'redirect' && effect.condition !== undefined && reached !== undefined) {
            const redirected = allOf([reached, effect.condition])
            answered = anyOf([answered, redirected])
            stopped = anyOf([stopped, redirected])
          } else if (effect.kind === 'stop' && effect.condition !== undefined && reached !== undefined) {
            stopped = anyOf([stopped, allOf([reached, effect.condition])])
          }
          break
        }
        case 'if':
          if (block.some((each) => rewriting.has(each.name))) {
            run(block, around === undefined ? ifCondition(directive, variables, reading, note) : undefined, directive)
          }
          break
      }
    }
  }

  function answer(directive: Directive, reached: Condition | undefined, around: Directive | undefined): void {
    const [code = '', body] = directive.args
    const given = Number(code)
    // A text is sent as it is; only replies without one have error pages.
    const isPlain = body !== undefined || !(given >= 400 && given <= 599)
    const reply = isPlain ? undefined : refusedWith(given, pages)
    const isRefusal = given >= 400 && given <= 599 && reply?.kind !== 'elsewhere'
    if (reply?.kind === 'elsewhere') {
      note(
        directive,
        `${directiveText(directive)} is not imported: ${reply.page.text} in line ${reply.page.place.line} replaces the refusal`,
      )
    }
    if (reached === undefined) {
      const where = around === undefined ? directiveText(directive) : directiveText(around)
      const others = isRefusal ? '' : `; nginx answers ${code} there, without the rules that follow`
      note(around ?? directive, `${where} is not imported: its condition has no equivalent${others}`)
      return
    }
    if (isRefusal) {
      const status = reply?.kind === 'refused' ? reply.status : given
      if (status === 444) note(directive, 'status 444 closes the connection in nginx; here the reply has that status')
      refusals.push({ place: directive, condition: reached, status, body: bodyOf(body) })
    } else {
      answered = anyOf([answered, reached])
      stopped = anyOf([stopped, reached])
    }
  }

  run(directives, always, undefined)
  return { refusals, answered, variables, notes }
}

const rewriting: ReadonlySet<string> = new Set(['set', 'break', 'return', 'rewrite'])

function bodyOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[\x20-\x7e]{1,200}$/.test(text) && !text.includes('$') ? text : undefined
}

/** Applies `set`, for all requests or for those of an `if`. A variable whose value becomes unknown is dropped. */
function setVariable(
  variables: Map<string, Variable>,
  args: readonly string[],
  condition: Condition | undefined,
): void {
  const target = variableName(args[0])
  if (target === undefined) return
  const before = variables.get(target) ?? { cases: [], byDefault: '' }
  const value = templateVariable(args[1] ?? '', new Map([[target, before], ...variables]))
  if (condition === undefined || value === undefined) variables.delete(target)
  else if (condition.kind === 'always') variables.set(target, value)
  else if (condition.kind !== 'never') variables.set(target, mixed(before, value, condition))
}

/** Returns a variable that has one value where a condition is true, and another one elsewhere. */
function mixed(before: Variable, value: Variable, condition: Condition): Variable {
  const elsewhere = notOf(condition)
  const taken = anyOf(value.cases.map((each) => each.condition))
  const own = [
    ...value.cases.map((each) => ({ value: each.value, condition: allOf([condition, each.condition]) })),
    { value: value.byDefault, condition: allOf([condition, notOf(taken)]) },
  ]
  const others = before.cases.map((each) => ({ value: each.value, condition: allOf([each.condition, elsewhere]) }))
  return {
    byDefault: before.byDefault,
    cases: joinedCases([...own, ...others]).filter(({ value: each }) => each !== before.byDefault),
  }
}
