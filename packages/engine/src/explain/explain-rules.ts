import {
  type AppliedLimit,
  evaluate,
  hits,
  isUnknownKey,
  type Judged,
  type KeyValue,
  type LimitRule,
  type Model,
  quoteValue,
  type Rule,
  sideOf,
  type SidedView,
  subjectName,
  type View,
} from '@tidegate/model'
import { formatIp } from '@tidegate/values'
import type { Decision, LimitStanding, RuleRef } from '../decision.ts'
import { explainCondition } from './explain-condition.ts'
import type { Explanation, RuleExplanation } from './explanation.ts'

/** The results from which rules are explained. */
export interface Findings {
  readonly view: View
  readonly refs: readonly RuleRef[]
  readonly decision: Decision
  /** The limits that would apply if no other rule refused the request; limits are explained even for a blocked request. */
  readonly limits: Judged
  /** States of limits by their rule. */
  readonly states: ReadonlyMap<number, LimitStanding>
  /** What the tables of the plan say, if the model of the plan says something else: a stored plan was damaged or changed. */
  readonly tables?: Judged
}

type RuleVerdict = Pick<RuleExplanation, 'verdict' | 'because'>

const phases = ['block', 'allow-only', 'exempt', 'limit'] as const

/** Explains every rule of a model, by phase in the order in which they decide. */
export function explainRules(findings: Findings): Explanation['phases'] {
  const { rules } = findings.view.model
  return phases.map((phase) => ({
    phase,
    rules: rules.flatMap((rule, index) => (rule.kind === phase ? [explainRule(index, rule, findings)] : [])),
  }))
}

function explainRule(index: number, rule: Rule, findings: Findings): RuleExplanation {
  const { view, refs, decision, states } = findings
  const { tables } = findings
  const own = verdictOf(index, rule, sideOf(rule, view), findings)
  const found = tables === undefined ? own : asInTables(index, rule, own, tables)
  const isReached = found.verdict === 'not-in-force' || reaches(rule, decision)
  const { verdict, because } = isReached ? found : { ...found, verdict: 'not-reached' as const }
  const state = states.get(index)
  return {
    rule: refs[index]!,
    shadow: rule.shadow,
    verdict,
    because,
    deciding: decision.rule === refs[index],
    ...(state !== undefined && { limit: state }),
  }
}

/** The verdict on a rule in tables that disagree with the model about this request; the reason too, if they disagree about this rule. */
function asInTables(index: number, rule: Rule, own: RuleVerdict, tables: Judged): RuleVerdict {
  const verdict = tableVerdict(index, rule, own, tables)
  return verdict === own.verdict ? own : { verdict, because: tablesDisagree }
}

function tableVerdict(index: number, rule: Rule, own: RuleVerdict, tables: Judged): RuleVerdict['verdict'] {
  const { refused, limits, shadows, replaced, exempted } = tables
  if (refused?.rule === index || shadows.includes(index) || limits.some((limit) => limit.rule === index)) return 'held'
  if (replaced.includes(index)) return 'replaced'
  if (exempted.includes(index)) return 'exempted'
  // The tables do not say which exemptions applied, nor, of a refused request, which other rules did.
  if (refused !== undefined || rule.kind === 'exempt' || own.verdict === 'not-in-force') return own.verdict
  return 'did-not-hold'
}

const tablesDisagree = 'the tables of this plan say so, but its rules do not: compile the policy again'

/** Whether the request reached the rule's phase. Shadow rules that would refuse are reported in both phases that can refuse. */
function reaches({ kind, shadow }: Rule, { reason }: Decision): boolean {
  if (reason === 'block-rule') return kind === 'block' || (kind === 'allow-only' && shadow)
  return reason !== 'allow-only-rule' || kind === 'block' || kind === 'allow-only'
}

function verdictOf(index: number, rule: Rule, view: SidedView, findings: Findings): RuleVerdict {
  const guard = rule.guards.find(({ condition }) => !evaluate(condition, true, view))
  if (guard !== undefined) {
    if (guard.source === 'bots-on-robots-txt') {
      return { verdict: 'not-in-force', because: 'rules about bots do not apply to GET and HEAD of /robots.txt' }
    }
    const reason = explainCondition(guard.condition, true, view)
    return { verdict: 'not-in-force', because: guard.source === 'unless' ? `unless ${guard.text}: ${reason}` : reason }
  }
  if (rule.kind !== 'limit') {
    const because = explainCondition(rule.condition, rule.kind !== 'allow-only', view)
    return { verdict: hits(rule, view) ? 'held' : 'did-not-hold', because }
  }
  return limitVerdict(index, rule, view, findings)
}

function limitVerdict(
  index: number,
  rule: LimitRule,
  view: SidedView,
  { refs, limits, states }: Findings,
): RuleVerdict {
  const { rules } = view.model
  if (limits.replaced.includes(index)) {
    const by = rules.findIndex(
      (other, at) => other.kind === 'limit' && !other.shadow && other.replaces === index && isInForce(at, limits),
    )
    return { verdict: 'replaced', because: `${nameOf(refs[by])} replaces it` }
  }
  if (limits.exempted.includes(index)) {
    const by = rules.findIndex(
      (other) => other.kind === 'exempt' && !other.shadow && other.lifts.includes(index) && hits(other, view),
    )
    return { verdict: 'exempted', because: `${nameOf(refs[by])} lifts it` }
  }
  const applied = limits.limits.find((limit) => limit.rule === index)
  const whom = applied === undefined ? '' : keyWords(view.model, rule, applied.key)
  const counted = rule.period.kind === 'at-once' ? `requests in progress: ${whom}` : whom
  const block = states.get(index)?.blocked === true ? ', which has exceeded it and is blocked' : ''
  return {
    verdict: 'held',
    because: `it counts ${counted}${repliesWords(rule)}${costWords(rule, applied, view)}${block}`,
  }
}

function isInForce(rule: number, { limits, replaced, exempted }: Judged): boolean {
  return limits.some((limit) => limit.rule === rule) || replaced.includes(rule) || exempted.includes(rule)
}

function nameOf(ref: RuleRef | undefined): string {
  return `\`${ref?.name ?? ref?.text ?? ''}\``
}

function keyWords(model: Model, rule: LimitRule, key: readonly KeyValue[]): string {
  if (key.length === 0) return 'all requests in total'
  const parts = rule.key.map((part, place) => {
    const value = key[place]!
    const name =
      part.kind === 'ip' ? 'ip' : part.kind === 'fact' ? model.facts[part.fact]!.name : subjectName(model, part.subject)
    if (isUnknownKey(value)) return `all requests whose ${name} is unknown`
    if (typeof value === 'string') return `${name} ${quoteValue(value)}`
    const bits = part.kind !== 'ip' ? undefined : value.family === 4 ? part.v4 : part.v6
    const isWhole = bits === undefined || bits === (value.family === 4 ? 32 : 128)
    return `${name} ${formatIp(value)}${isWhole ? '' : `/${bits}`}`
  })
  return parts.join(' and ')
}

function repliesWords(rule: LimitRule): string {
  return rule.countingReplies === undefined ? '' : `, and only replies ${rule.countingReplies.join(', ')}`
}

/** The cost of the request, if the limit has costs: `, at a cost of 10 because path is in /search`. */
function costWords({ cost }: LimitRule, applied: AppliedLimit | undefined, view: SidedView): string {
  if (cost === undefined || applied === undefined) return ''
  const { places } = applied
  const words = `, at a cost of ${places}`
  if (cost.kind === 'fact') return `${words} (${view.model.facts[cost.fact]!.name})`
  const found = cost.cases.find((each) => each.places === places && evaluate(each.condition, true, view))
  return found === undefined
    ? `${words}, which no condition changes`
    : `${words}: ${explainCondition(found.condition, true, view)}`
}
