import { allOf, always, anyOf, type Condition, conditionText, never, notOf } from '../draft/condition.ts'
import { quoted } from '../draft/policy-draft.ts'
import { ifCondition } from './if-condition.ts'
import { type Inherited, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { type Variable, variableName, type Variables } from './variable.ts'

/** The result of the rewrite phase of a context. */
export interface Refusals {
  /** Variables, including the changes by `set`. */
  readonly variables: Variables
  /** Whether everything is answered here, so that nothing after it is reached. */
  readonly isWhole: boolean
}

/**
 * Writes `return`, `if … return` and `internal` of a server or location as `block` rules, in the order in which nginx evaluates
 * them.
 */
export function writeRefusals(
  owner: string,
  directives: readonly Directive[],
  context: NginxContext,
  inherited: Inherited,
): Refusals {
  const { draft } = context
  const variables = new Map(inherited.variables)
  // A location's own answers do not apply in nested locations; a server's are sent before any location is chosen.
  const elsewhere = owner === 'location' ? locationsWithin(directives, context) : never
  let answered: Condition = never

  const refuse = (condition: Condition, { args, line }: Directive): void => {
    const status = Number(args[0])
    if (status === 444) draft.note(line, 'status 444 closes the connection in nginx; here the reply has that status')
    const spared = anyOf([elsewhere, answered])
    const text = args[1]
    const bodyText =
      text !== undefined && /^[\x20-\x7e]{1,200}$/.test(text) && !text.includes('$') ? ` ${quoted(text)}` : ''
    const reply = status === 403 && bodyText === '' ? '' : `  reply ${status}${bodyText}`
    if (condition.kind === 'never' || spared.kind === 'always') return
    draft.rule(
      `block ${conditionText(condition)}${spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`}${reply}`,
    )
  }

  if (directives.some(({ name }) => name === 'internal')) {
    // Nested locations are internal too.
    draft.rule('block anyone  reply 404')
    return { variables, isWhole: true }
  }
  for (const directive of directives) {
    const { name, args, line, block = [] } = directive
    if (name === 'set') setVariable(variables, args, always)
    if (name === 'return') {
      const isRefusal = refuses(directive)
      if (isRefusal) refuse(always, directive)
      return { variables, isWhole: isRefusal && answered.kind === 'never' && elsewhere.kind === 'never' }
    }
    if (name !== 'if') continue
    const answer = block.find((each) => each.name === 'return')
    const sets = block.filter((each) => each.name === 'set')
    if (answer === undefined && sets.length === 0) continue
    const condition = ifCondition(args, variables, draft)
    for (const each of sets) setVariable(variables, each.args, condition)
    if (answer === undefined) continue
    if (condition === undefined) {
      if (refuses(answer)) draft.note(line, `if ${args.join(' ')} is not imported: its condition has no equivalent`)
    } else if (refuses(answer)) refuse(condition, answer)
    else answered = anyOf([answered, condition])
  }
  return { variables, isWhole: false }
}

function refuses({ args }: Directive): boolean {
  const status = Number(args[0])
  return status >= 400 && status <= 599
}

function locationsWithin(directives: readonly Directive[], context: NginxContext): Condition {
  return anyOf(
    directives.filter(({ name }) => name === 'location').map((location) => regionOf(location, context) ?? never),
  )
}

/** Applies `set`, for all requests or for those of an `if`. A variable whose value becomes unknown is dropped. */
function setVariable(
  variables: Map<string, Variable>,
  args: readonly string[],
  condition: Condition | undefined,
): void {
  const target = variableName(args[0])
  const value = args[1] ?? ''
  if (target === undefined) return
  const { cases, byDefault } = variables.get(target) ?? { cases: [], byDefault: '' }
  if (condition === undefined || value.includes('$')) variables.delete(target)
  else if (condition.kind === 'always') variables.set(target, { cases: [], byDefault: value })
  else {
    const same = cases.filter((each) => each.value === value).map((each) => each.condition)
    const others = cases
      .filter((each) => each.value !== value)
      .map((each) => ({ value: each.value, condition: allOf([each.condition, notOf(condition)]) }))
    variables.set(target, { byDefault, cases: [{ value, condition: anyOf([...same, condition]) }, ...others] })
  }
}
