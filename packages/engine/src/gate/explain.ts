import type { ZoneReader } from '@tidegate/values'
import type { Awaitable } from '../counters/store.ts'
import type { Count } from '../decide/decide.ts'
import { explainRequest } from '../explain/explain-request.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { FactReading } from '../facts/fact-reading.ts'
import type { GateRequest } from '../request.ts'
import { observed } from './observe.ts'
import type { Runtime } from './runtime.ts'

/** The parts of a gate that `Gate.explain` uses. */
export interface ExplainContext {
  readonly current: () => Runtime
  readonly zones: ZoneReader
  readonly peek: Count
  readonly monotonicMs: () => number
  /** Converts a reading of the monotonic clock to wall-clock time. */
  readonly wallMsAt: (monotonicMs: number) => number
  readonly isObserving: boolean
}

/** Creates the function `Gate.explain`. */
export function createExplain(context: ExplainContext): (request: GateRequest) => Awaitable<Explanation> {
  const { current, zones, peek, monotonicMs, wallMsAt, isObserving } = context

  function explain(request: GateRequest): Awaitable<Explanation> {
    const own = current()
    const reading = own.read(request, wallMsAt(monotonicMs()))
    if (reading.kind === 'refusal' || own.complete === undefined) return explainReading(own, reading)
    const facts = own.complete(reading.facts, request)
    // WHY: like a decision, an explanation starts again if the plan was replaced while the request waited for facts.
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

  /** Replaces the decision in an explanation by the one that `decide` returns in `observe` mode. The rule that would decide stays marked. */
  function asDecided(explanation: Explanation): Explanation {
    const { decision } = explanation
    return isObserving && decision.outcome !== 'pass' ? { ...explanation, decision: observed(decision) } : explanation
  }

  return explain
}
