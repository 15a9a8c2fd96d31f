import { botsOf, type Facts, inputsOf, interpret, type Judged, type Model, type View } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import type { Awaitable, Charge, Consumed, Reading } from '../counters/store.ts'
import type { LimitState } from '../decision.ts'
import type { FactReading } from '../facts/read-facts.ts'
import type { Runtime } from '../gate/runtime.ts'
import type { StoreGuard } from '../gate/store-guard.ts'
import { describeRequest } from './describe-request.ts'
import { explainRules } from './explain-rules.ts'
import type { Explanation } from './explanation.ts'

/** What explaining needs of a gate. */
export interface ExplainingGate {
  readonly runtime: Runtime
  readonly zones: ZoneReader
  readonly peek: StoreGuard['peek']
  readonly monotonicMs: () => number
  /** The store is away, and requests that limits apply to are refused then. */
  readonly deniesUncounted: boolean
}

/**
 * Why a gate would decide a request as it would now, rule by rule. Counters are read and not charged. Slow: linear in the model, as the
 * naive interpreter is.
 */
export function explainRequest(reading: FactReading, gate: ExplainingGate): Awaitable<Explanation> {
  const { runtime, peek, monotonicMs } = gate
  if (reading.kind === 'refusal') {
    const decision = runtime.decisions.unjudged(reading)
    const { ip: address, path, target } = decision
    const seen = Object.entries({ address, path, target }).filter(([, text]) => text !== undefined)
    return { decision, phases: [], seen: Object.fromEntries(seen) as Record<string, string> }
  }
  const { facts } = reading
  const judged = runtime.judge(facts)
  const limits = interpret(withoutRefusals(runtime.plan.model), facts, gate.zones)
  const charges = runtime.charging.chargesFor(limits.limits)
  const consumed =
    charges.length === 0 ? undefined : peek(judged.refused === undefined ? charges : unmade(charges), monotonicMs())
  return consumed instanceof Promise
    ? consumed.then((answer) => explainCounted({ facts, judged, limits }, answer, gate))
    : explainCounted({ facts, judged, limits }, consumed, gate)
}

/** Charges that read where limits stand: of a request that does not reach them, nothing is counted. */
function unmade(charges: readonly Charge[]): readonly Charge[] {
  return charges.map((charge) => ({ ...charge, mode: 'shadow-check', includingRefused: false }))
}

interface JudgedRequest {
  readonly facts: Facts
  readonly judged: Judged
  /** What the limits would come to if nothing refused before them. */
  readonly limits: Judged
}

function explainCounted(
  { facts, judged, limits }: JudgedRequest,
  consumed: Consumed | undefined,
  { runtime, zones, deniesUncounted }: ExplainingGate,
): Explanation {
  const { plan, decisions } = runtime
  const { model } = plan
  const isUncounted = consumed === undefined && judged.limits.length > 0
  const decision =
    judged.refused !== undefined
      ? decisions.blocked(facts, judged, judged.refused)
      : isUncounted && deniesUncounted
        ? decisions.uncountable(facts, judged)
        : decisions.counted(facts, judged, consumed)
  const states = new Map<number, LimitState>()
  for (const [index, { rule }] of limits.limits.entries()) {
    const reading: Reading | undefined = consumed?.readings[index]
    if (reading !== undefined) states.set(rule, decisions.stateOf(rule, reading))
  }
  const view: View = { model, inputs: inputsOf(model), facts, bots: botsOf(model, facts), zones }
  return {
    decision,
    phases: explainRules({ view, refs: decisions.refs, decision, limits, states }),
    seen: describeRequest(view),
  }
}

/** The model with rules that only watch where it has rules that refuse, so that limits are reached in any case. */
function withoutRefusals(model: Model): Model {
  const rules = model.rules.map((rule) =>
    rule.kind === 'block' || rule.kind === 'allow-only' ? { ...rule, shadow: true } : rule,
  )
  return { ...model, rules }
}
