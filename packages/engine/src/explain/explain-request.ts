import { botsOf, type Facts, inputsOf, interpret, type Judged, type Model, type View } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import type { Awaitable, Charge, Consumed, Reading } from '../counters/store.ts'
import type { Charging } from '../decide/charging.ts'
import type { Count } from '../decide/decide.ts'
import type { Decisions } from '../decide/decisions.ts'
import type { Verdicts } from '../decide/verdict.ts'
import type { LimitStanding, RuleRef } from '../decision.ts'
import type { FactReading } from '../facts/fact-reading.ts'
import type { Judge } from '../judge/create-judge.ts'
import type { Plan } from '../plan/plan.ts'
import { describeRequest } from './describe-request.ts'
import { explainRules } from './explain-rules.ts'
import type { Explanation } from './explanation.ts'

/** The parts of a gate from which a decision is explained: the runtime of its present plan, and a function to read counters. */
export interface ExplainingGate {
  readonly plan: Plan
  readonly judge: Judge
  readonly charging: Charging
  readonly verdicts: Verdicts
  readonly decisions: Decisions
  readonly zones: ZoneReader
  readonly peek: Count
  readonly monotonicMs: () => number
}

/**
 * Explains, rule by rule, how a gate would decide a request now. Counters are read, not charged. Slow: the time is linear in the
 * model, like that of the reference interpreter. Never throws for a plan that `readPlan` accepts: where the tables of the plan and its model disagree,
 * the explanation says what the tables say.
 */
export function explainRequest(reading: FactReading, gate: ExplainingGate): Awaitable<Explanation> {
  const { plan, judge, charging, decisions, peek, monotonicMs } = gate
  if (reading.kind === 'refusal') {
    const decision = decisions.unjudged(reading)
    const { ip: address, path, target } = decision
    const others = { 'path if decoded': reading.conflict?.path, 'told apart by': ruleText(decision.tellsApart) }
    const seen = Object.entries({ address, path, target, ...others }).filter(([, text]) => text !== undefined)
    return { decision, phases: [], seen: Object.fromEntries(seen) as Record<string, string> }
  }
  const { facts } = reading
  const judged = judge(facts)
  // WHY: a stored plan may have been changed, so that its tables and its model disagree. The decision comes from the tables, and its limits too.
  const limits = judged.refused === undefined ? judged : interpret(withoutRefusals(plan.model), facts, gate.zones)
  const charges = charging.chargesFor(limits.limits, facts.nowMs)
  const consumed =
    charges.length === 0 ? undefined : peek(judged.refused === undefined ? charges : unmade(charges), monotonicMs())
  return consumed instanceof Promise
    ? consumed.then((answer) => explainCounted({ facts, judged, limits }, answer, gate))
    : explainCounted({ facts, judged, limits }, consumed, gate)
}

function ruleText(rule: RuleRef | undefined): string | undefined {
  return rule === undefined ? undefined : `${rule.text} (${rule.file}:${rule.line})`
}

/** Charges that only read the state of limits: a request that does not reach them is not counted. */
function unmade(charges: readonly Charge[]): readonly Charge[] {
  return charges.map((charge) => ({ ...charge, mode: 'shadow-check', includingRefused: false }))
}

interface JudgedRequest {
  readonly facts: Facts
  readonly judged: Judged
  /** The limits that would apply if no other rule refused the request. */
  readonly limits: Judged
}

function explainCounted(
  { facts, judged, limits }: JudgedRequest,
  consumed: Consumed | undefined,
  { plan, verdicts, decisions, zones }: ExplainingGate,
): Explanation {
  const { model } = plan
  const decision = decisions.decisionOf(facts, {
    verdict: verdicts.of(judged, consumed),
    judged,
    consumed,
    waiting: undefined,
    held: undefined,
  })
  const states = new Map<number, LimitStanding>()
  for (const [index, limit] of limits.limits.entries()) {
    const reading: Reading | undefined = consumed?.readings[index]
    if (reading !== undefined) states.set(limit.rule, decisions.standingOf(limit, reading, facts.nowMs))
  }
  const isAsModel = JSON.stringify(judged) === JSON.stringify(interpret(model, facts, zones))
  const view: View = { model, inputs: inputsOf(model), facts, bots: botsOf(model, facts), zones }
  return {
    decision,
    phases: explainRules({
      view,
      refs: decisions.refs,
      decision,
      limits,
      states,
      ...(!isAsModel && { tables: judged }),
    }),
    seen: describeRequest(view),
  }
}

/** Returns the model with its refusing rules turned into shadow rules, so that every request reaches the limits. */
function withoutRefusals(model: Model): Model {
  const rules = model.rules.map((rule) =>
    rule.kind === 'block' || rule.kind === 'allow-only' ? { ...rule, shadow: true } : rule,
  )
  return { ...model, rules }
}
