import type { YamlValue } from '@tidegate/yaml-values'
import { allOf, always, anyOf, type Condition, conditionText, isIn, notOf } from '../draft/condition.ts'
import { both, certainly, type Expression, isTrue, known, unknown } from '../draft/expression.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import {
  createOrderedRules,
  noteDifferences,
  type OrderedRules,
  replyText,
  type RefusalReply,
  type RulePlace,
} from '../draft/ordered-rules.ts'
import type { Exported, Ruleset } from './collect.ts'
import { type CloudflareContext, expressionTest } from './expression-test.ts'
import { itemsOf, membersOf, textOf } from './json-text.ts'
import { writeRateLimit } from './rate-limit.ts'
import { urlTest } from './url-test.ts'

/** What rules are written with. */
interface Writing {
  readonly context: CloudflareContext
  readonly rules: OrderedRules
  readonly once: (key: string, line: number, message: string) => void
  readonly exported: Exported
  /** The rulesets that a rule executes, by id. */
  readonly executed: ReadonlyMap<string, Ruleset | undefined>
  /** The requests that skip the phase of rate limits. */
  readonly unlimited: Condition[]
}

/** Writes all rules of an export, in the order in which Cloudflare evaluates their kinds. */
export function writeRules(exported: Exported, context: CloudflareContext): void {
  const { draft } = context
  const said = new Set<string>()
  const once = (key: string, line: number, message: string): void => {
    if (!said.has(key)) draft.note(line, message)
    said.add(key)
  }
  const byId = new Map(exported.rulesets.toReversed().map((ruleset) => [ruleset.id, ruleset]))
  const ids = exported.rulesets.flatMap((ruleset) => ruleset.rules.map(executedId))
  const executed = new Map(ids.filter((id) => id !== '').map((id) => [id, byId.get(id)]))
  const writing: Writing = { context, rules: createOrderedRules(draft), once, exported, executed, unlimited: [] }
  for (const rule of exported.lockdowns) writeLockdown(rule, context)
  writeAccessRules(exported.accessRules, writing)
  for (const rule of exported.agentRules) writeAgentRule(rule, writing)
  writeFirewallRules(exported.firewallRules, writing)
  for (const ruleset of exported.rulesets)
    if (ruleset.phase === 'http_request_firewall_custom') writeRuleset(ruleset, isTrue, writing)
  for (const ruleset of exported.rulesets)
    if (ruleset.phase === 'http_ratelimit') writeRuleset(ruleset, isTrue, writing)
  for (const { phase, line, rules } of exported.rulesets)
    if (phase !== 'http_request_firewall_custom' && phase !== 'http_ratelimit' && rules.length > 0)
      draft.note(
        line,
        phase === 'http_request_firewall_managed'
          ? 'managed rules are not imported: only Cloudflare knows them'
          : `the rules of phase ${phase} are not imported: they do not refuse requests`,
      )
}

function writeRuleset(ruleset: Ruleset, outer: Expression, writing: Writing, depth = 0): void {
  const { context, rules } = writing
  const { draft } = context
  if (ruleset.kind === 'custom' && depth === 0) {
    if (!writing.executed.has(ruleset.id))
      draft.note(ruleset.line, `the ruleset ${ruleset.name} is not imported: no rule of the export executes it`)
    return
  }
  if (depth === 0) rules.beginList()
  for (const rule of ruleset.rules) {
    const fields = membersOf(rule)
    if (textOf(fields.get('enabled')) === 'false') continue
    const place = placeOf(rule)
    const expression = both(outer, expressionTest(textOf(fields.get('expression')) || 'true', context))
    const executed = executedId(rule)
    const target = writing.executed.get(executed)
    if (target !== undefined && depth < 5) writeRuleset(target, expression, writing, depth + 1)
    else if (executed !== '')
      draft.note(place.line, `${place.label} is not imported: the ruleset that it executes is not in the export`)
    else if (fields.get('ratelimit')?.isMap === true) writeRate(fields, expression, place, writing)
    else
      applyAction(textOf(fields.get('action')), membersOf(fields.get('action_parameters')), expression, place, writing)
  }
}

function executedId(rule: YamlValue): string {
  const fields = membersOf(rule)
  return textOf(fields.get('action')) === 'execute'
    ? textOf(membersOf(fields.get('action_parameters')).get('id')) || '(unknown)'
    : ''
}

function placeOf(rule: YamlValue): RulePlace {
  const fields = membersOf(rule)
  const label =
    textOf(fields.get('description')) ||
    textOf(fields.get('notes')) ||
    textOf(fields.get('id')) ||
    textOf(fields.get('action'))
  return { line: rule.line, label: `rule ${label}` }
}

const challenges: ReadonlySet<string> = new Set(['challenge', 'js_challenge', 'managed_challenge'])

function applyAction(
  action: string,
  parameters: ReadonlyMap<string, YamlValue>,
  expression: Expression,
  place: RulePlace,
  { context, rules, unlimited }: Writing,
): void {
  const { draft } = context
  const note = (message: string): void => draft.note(place.line, `${place.label}: ${message}`)
  if (challenges.has(action)) return note(`a policy has no challenges (${action}): these requests pass`)
  switch (action) {
    case 'block':
      return rules.refuse(always, expression, replyOf(parameters, 403), place)
    case 'connection_close':
      note('Cloudflare closes the connection without a reply; here the reply has status 403')
      return rules.refuse(always, expression, { status: 403 }, place)
    case 'allow':
      return rules.spare('list', always, expression, place)
    case 'log':
    case 'simulate': {
      const condition = allOf([certainly(expression), notOf(rules.spared())])
      noteDifferences(expression, condition.kind === 'never', place, draft)
      if (condition.kind !== 'never') draft.rule(`shadow block ${conditionText(condition)}`)
      return
    }
    case 'skip':
    case 'bypass': {
      const phases = itemsOf(parameters.get('phases')).map(textOf)
      const products = itemsOf(parameters.get('products')).map(textOf)
      if (textOf(parameters.get('ruleset')) === 'current' || phases.includes('http_request_firewall_custom'))
        rules.spare('list', always, expression, place)
      if (phases.includes('http_ratelimit') || products.includes('rateLimit')) {
        noteDifferences(expression, false, place, draft)
        unlimited.push(certainly(expression))
      }
      if (parameters.has('rulesets') || parameters.has('rules')) note('it skips other rulesets, which is not imported')
      const others = products.filter((product) => ['zoneLockdown', 'uaBlock'].includes(product))
      if (others.length > 0) note(`it skips ${others.join(', ')}, which is not imported`)
      return
    }
    default:
      return note(`the action ${action} has no equivalent`)
  }
}

function replyOf(parameters: ReadonlyMap<string, YamlValue>, byDefault: number): RefusalReply {
  const response = membersOf(parameters.get('response'))
  const status = Number(textOf(response.get('status_code')) || byDefault)
  const text = textOf(response.get('content_type')) === 'text/plain' ? textOf(response.get('content')) : ''
  return { status: status >= 400 && status <= 599 ? status : byDefault, ...(text !== '' && { text }) }
}

function writeRate(
  fields: ReadonlyMap<string, YamlValue>,
  expression: Expression,
  place: RulePlace,
  writing: Writing,
): void {
  const { context, once, rules, unlimited } = writing
  const rate = membersOf(fields.get('ratelimit'))
  const action = textOf(fields.get('action'))
  if (action !== 'block' && action !== 'log')
    return context.draft.note(place.line, `${place.label} is not imported: a policy has no challenges (${action})`)
  writeRateLimit(
    {
      expression,
      characteristics: itemsOf(rate.get('characteristics')).map(textOf),
      period: Number(textOf(rate.get('period'))),
      requests: Number(textOf(rate.get('requests_per_period'))),
      timeout: rate.has('mitigation_timeout') ? Number(textOf(rate.get('mitigation_timeout'))) : undefined,
      counting: textOf(rate.get('counting_expression')),
      isShadow: action === 'log',
      reply: replyOf(membersOf(fields.get('action_parameters')), 429),
      spared: anyOf([rules.spared(), ...unlimited]),
      place,
    },
    context,
    once,
  )
}

const precedence: readonly string[] = [
  'log',
  'bypass',
  'allow',
  'managed_challenge',
  'challenge',
  'js_challenge',
  'block',
]

/** Firewall rules of before rulesets: by priority, then by action. */
function writeFirewallRules(all: readonly YamlValue[], writing: Writing): void {
  writing.rules.beginList()
  const sorted = all
    .map((rule) => {
      const fields = membersOf(rule)
      const priority = textOf(fields.get('priority'))
      const action = textOf(fields.get('action'))
      return { rule, fields, action, priority: priority === '' ? Number.POSITIVE_INFINITY : Number(priority) }
    })
    .toSorted((one, other) =>
      one.priority === other.priority
        ? precedence.indexOf(one.action) - precedence.indexOf(other.action)
        : one.priority - other.priority,
    )
  for (const { rule, fields, action } of sorted) {
    const filter = membersOf(fields.get('filter'))
    if (textOf(fields.get('paused')) === 'true' || textOf(filter.get('paused')) === 'true') continue
    const expression = expressionTest(textOf(filter.get('expression')), writing.context)
    applyAction(
      action,
      new Map(fields.has('products') ? [['products', fields.get('products')!]] : []),
      expression,
      placeOf(rule),
      writing,
    )
  }
}

const targets: Readonly<Record<string, string>> = {
  country: 'countries need the plugin: `use geo` and `block country in "XX"`',
  asn: 'a policy does not know autonomous systems: supply them as a fact',
}

/** IP access rules: those that admit apply before all others. */
function writeAccessRules(all: readonly YamlValue[], { context, rules }: Writing): void {
  const { draft } = context
  const read = all.map((rule) => {
    const fields = membersOf(rule)
    const configuration = membersOf(fields.get('configuration'))
    return {
      rule,
      mode: textOf(fields.get('mode')),
      target: textOf(configuration.get('target')),
      value: textOf(configuration.get('value')),
    }
  })
  const blocked: string[] = []
  const admitted: string[] = []
  for (const { rule, mode, target, value } of read) {
    const place: RulePlace = { line: rule.line, label: `access rule ${value}` }
    const entry = target.startsWith('ip') ? addressEntry(value) : undefined
    if (entry === undefined)
      draft.note(place.line, `${place.label} (${mode}) is not imported: ${targets[target] ?? 'it is not an address'}`)
    else if (mode === 'whitelist' || mode === 'allow') admitted.push(entry)
    else if (mode === 'block') blocked.push(entry)
    else draft.note(place.line, `${place.label}: a policy has no challenges (${mode}): these requests pass`)
  }
  const [first] = read
  if (first === undefined) return
  const place: RulePlace = { line: first.rule.line, label: 'access rules' }
  if (admitted.length > 0) {
    const set = admitted.length > 6 ? draft.list('admitted', admitted) : [...new Set(admitted)].join(', ')
    rules.spare('answer', always, known(isIn('ip', set)), place)
  }
  if (blocked.length > 0)
    rules.refuse(always, known(isIn('ip', draft.list('blocked', blocked))), { status: 403 }, place)
}

function writeAgentRule(rule: YamlValue, { context, rules }: Writing): void {
  const fields = membersOf(rule)
  if (textOf(fields.get('paused')) === 'true') return
  const value = textOf(membersOf(fields.get('configuration')).get('value'))
  const place: RulePlace = { line: rule.line, label: `user agent rule ${value}` }
  const mode = textOf(fields.get('mode'))
  if (mode === 'block')
    rules.refuse(always, context.tests.text({ kind: 'agent' }, 'whole', value, false), { status: 403 }, place)
  else context.draft.note(place.line, `${place.label}: a policy has no challenges (${mode}): these requests pass`)
}

/** A zone lockdown: only some addresses may request some URLs. */
function writeLockdown(rule: YamlValue, context: CloudflareContext): void {
  const { draft, tests } = context
  const fields = membersOf(rule)
  if (textOf(fields.get('paused')) === 'true') return
  const place: RulePlace = {
    line: rule.line,
    label: `zone lockdown ${textOf(fields.get('description')) || textOf(fields.get('id'))}`,
  }
  const values = itemsOf(fields.get('configurations')).map((each) => textOf(membersOf(each).get('value')))
  const entries = values.flatMap((value) => addressEntry(value) ?? [])
  const urls = itemsOf(fields.get('urls')).map((url) => urlTest(textOf(url), tests))
  const expression = urls.length === 0 ? unknown('it has no URL') : tests.any(urls)
  const when = certainly(expression)
  noteDifferences(expression, when.kind === 'never', place, draft)
  if (entries.length < values.length)
    draft.note(
      place.line,
      `${place.label}: left out ${values.filter((value) => addressEntry(value) === undefined).join(' ')}, which is not an address`,
    )
  if (when.kind === 'never') return
  const clause = when.kind === 'always' ? '' : `  when ${conditionText(when)}`
  if (entries.length === 0) return draft.rule(`block ${conditionText(when)}${replyText({ status: 403 })}`)
  draft.rule(`allow only ip in ${draft.list('lockdown', entries)}${clause}${replyText({ status: 403 })}`)
}
