import type { ZoneReader } from '@tidegate/values'
import type { Awaitable } from '../counters/store.ts'
import type { Count } from '../decide/decide.ts'
import { explainRequest } from '../explain/explain-request.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { FactReading } from '../facts/fact-reading.ts'
import type { GateRequest } from '../request.ts'
import { observed } from './observe.ts'
import type { Runtime } from './runtime.ts'

/** What explaining needs of a gate. */
export interface ExplainContext {
  readonly current: () => Runtime
  readonly zones: ZoneReader
  readonly peek: Count
  readonly monotonicMs: () => number
  /** The wall clock at a moment of the monotonic one. */
  readonly wallMsAt: (monotonicMs: number) => number
  readonly isObserving: boolean
}

/** As `Gate.explain`. */
export function createExplain(context: ExplainContext): (request: GateRequest) => Awaitable<Explanation> {
  const { current, zones, peek, monotonicMs, wallMsAt, isObserving } = context

  function explain(request: GateRequest): Awaitable<Explanation> {
    const own = current()
    const reading = own.read(request, wallMsAt(monotonicMs()))
    if (reading.kind === 'refusal' || own.complete === undefined) return explainReading(own, reading)
    const facts = own.complete(reading.facts)
    // WHY: started again where the plan was replaced while the request waited for facts, as deciding is.
    return facts instanceof Promise
      ? facts.then((known) =>
          own === current() ? explainReading(own, { kind: 'facts', facts: known }) : explain(request),
        )
      : explainReading(own, { kind: 'facts', facts })
  }

  function explainReading(own: Runtime, reading: FactReading): Awaitable<Explanation> {
    const explanation = explainRequest(reading, { ...own, zones, peek, monotonicMs })
    return explanation instanceof Promise ? explanation.then(asDecided) : asDecided(explanation)
  }

  /** With the decision that `decide` gives: the rule that would decide stays marked where nothing is refused. */
  function asDecided(explanation: Explanation): Explanation {
    const { decision } = explanation
    return isObserving && decision.outcome !== 'pass' ? { ...explanation, decision: observed(decision) } : explanation
  }

  return explain
}
