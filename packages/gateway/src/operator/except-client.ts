import { parse, formatRule, type Syntax } from '@tidegate/dsl'
import type { Plan, Refusal } from '@tidegate/engine'
import type { Exception } from './refusal-answers.ts'

type Rule = Syntax.Statement & { readonly kind: 'block' | 'allow-only' | 'limit' }
type Condition = Syntax.WhereBlock['condition']

/**
 * How a policy would admit a refused client: by its address, and by its user. For limits these are exemptions, for other rules the rule itself with an
 * `unless`, because nothing overrides a `block` or an `allow only`. Empty if no rule refused, or if the rule was imported.
 *
 * Other rules may refuse the same request; of these nothing is known.
 */
export function exceptClient(refusal: Refusal, plan: Plan): readonly Exception[] {
  const { rule } = refusal
  if (rule === undefined || isImported(rule.file, plan)) return []
  const limits = refusal.reason === 'limit-exceeded' ? limitsToLift(refusal) : undefined
  return clientsOf(refusal).flatMap(({ who, condition }): readonly Exception[] => {
    if (limits !== undefined) {
      const policy = `exempt ${condition} from ${limits}`
      return isValid(policy) ? [{ kind: 'add', what: `lift ${wordsFor(limits)} for ${who}`, policy }] : []
    }
    const policy = withUnless(rule.text, condition)
    const at = { file: rule.file, line: rule.line }
    return policy === undefined ? [] : [{ kind: 'replace', what: `except ${who} from the rule`, policy, at }]
  })
}

function isImported(file: string, { model }: Plan): boolean {
  return model.files.some((each) => each.file === file && each.role === 'import')
}

/** The names of the limits that refused, as `exempt … from` takes them: `limits` if one of them has no name. */
function limitsToLift({ rule, limits }: Refusal): string {
  const refused = limits.filter(({ admitted }) => !admitted).map((state) => state.rule)
  const rules = refused.length > 0 ? refused : rule === undefined ? [] : [rule]
  const names = rules.map(({ name }) => name)
  return names.every((name) => name !== undefined) && names.length > 0
    ? [...new Set(names)].map((name) => writtenText(name)).join(', ')
    : 'limits'
}

function wordsFor(limits: string): string {
  return limits === 'limits' ? 'all limits, because one that refused has no name,' : limits
}

/** The conditions that are true for the client, the narrowest first. WHY none for a truncated value: it would be another client. */
function clientsOf({ ip, user }: Refusal): readonly { readonly who: string; readonly condition: string }[] {
  const clients: { who: string; condition: string }[] = []
  if (user !== undefined && !user.endsWith('…'))
    clients.push({ who: 'this user', condition: `user == ${writtenText(user)}` })
  if (ip !== undefined) clients.push({ who: 'this address', condition: `ip in ${ip}` })
  return clients
}

/** A text as a policy writes it. */
function writtenText(text: string): string {
  const span = { file: '', start: 0, end: 0 }
  const rule: Syntax.Statement = {
    kind: 'block',
    shadow: false,
    clauses: {},
    span,
    condition: {
      kind: 'compare',
      fact: { name: { text: 'user', span }, span },
      operator: '==',
      value: { kind: 'text', text, span },
      span,
    },
  }
  return formatRule(rule).slice('block user == '.length)
}

/** A rule with a further condition under which it is not in force. */
function withUnless(text: string, condition: string): string | undefined {
  const rule = onlyRule(text)
  const except = onlyRule(`block ${condition}`)
  if (rule === undefined || except?.kind !== 'block') return undefined
  const { unless } = rule.clauses
  const added = unless === undefined ? except.condition : either(unless.condition, except.condition)
  return formatRule({ ...rule, clauses: { ...rule.clauses, unless: { condition: added, span: rule.span } } })
}

function either(one: Condition, other: Condition): Condition {
  const any = one.kind === 'or' ? [...one.any, other] : [one, other]
  return { kind: 'or', any, span: one.span }
}

function isValid(text: string): boolean {
  return parse({ file: '', text }).diagnostics.every(({ severity }) => severity !== 'error')
}

function onlyRule(text: string): Rule | undefined {
  const { ast, diagnostics } = parse({ file: '', text })
  const [statement] = ast.statements
  if (statement === undefined || diagnostics.some(({ severity }) => severity === 'error')) return undefined
  return statement.kind === 'block' || statement.kind === 'allow-only' || statement.kind === 'limit'
    ? statement
    : undefined
}
