import { type Facts, isTimeKnown } from '@tidegate/model'
import type { Awaitable } from '../counters/store.ts'
import type { Charged } from '../decide/charged.ts'
import type { Decided } from '../decide/decide.ts'
import type { Decision, Outcome } from '../decision.ts'
import type { Events } from '../events/events.ts'
import type { GateRequest } from '../request.ts'
import { type Counted, countedBy, countedOf, heldBy } from './counted.ts'
import type { FullCounters } from './counters-full.ts'
import type { EdgeSubjects } from './edge-subjects.ts'
import type { GateCounting } from './gate-counting.ts'
import type { Admission } from './gate.ts'
import type { LaterCharges } from './later-charges.ts'
import { observed, observingEveryMs, observingWarning } from './observe.ts'
import type { Refusals } from './refusals.ts'
import type { Reports } from './reports.ts'
import type { Runtime } from './runtime.ts'
import type { FindUndeclared } from './undeclared-facts.ts'

/**
 * Decides a request, and counts, remembers and reports the decision. `earlier` and `holding` are admissions of the same request: what either has
 * charged is not charged again, of `holding` only its places at once. Returns a promise only if facts or counters do.
 */
export type Admit = (request: GateRequest, earlier?: Admission, holding?: Admission) => Awaitable<Admission>

/** The parts of a gate that take part in the admission of a request. */
export interface AdmittingParts {
  /** The runtime of the plan in force. */
  readonly current: () => Runtime
  readonly isObserving: boolean
  /** Whether the times of requests were recorded. */
  readonly isRecorded: boolean
  readonly monotonicMs: () => number
  readonly wallMsAt: (monotonicMs: number) => number
  readonly events: Events
  readonly reports: Reports
  readonly refusals: Refusals
  readonly edges: EdgeSubjects
  readonly later: LaterCharges
  readonly counting: GateCounting
  /** The number of decisions by outcome. */
  readonly counts: Record<Outcome, number>
  readonly fullCounters: FullCounters
  readonly findUndeclared: FindUndeclared
}

/** When a request arrived and when it is counted, by the monotonic clock, and its earlier admissions. */
interface Moment {
  readonly startMs: number
  readonly nowMs: number
  readonly earlier: Admission | undefined
  readonly holding: Admission | undefined
}

/** Creates the path of a gate from a request to its admission. */
export function createAdmit(parts: AdmittingParts): Admit {
  const { current, isObserving, isRecorded, monotonicMs, wallMsAt, events, reports, refusals } = parts
  const { edges, later, counting, counts, fullCounters, findUndeclared } = parts
  const nowWallMs = (): number => wallMsAt(monotonicMs())

  function admitMeasured(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    return counting.isMeasured() ? measured(request, earlier, holding) : admit(request, earlier, holding)
  }

  // WHY closures have functions of their own here: one whose variables a closure captures allocates them in each call.
  function measured(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    return counting.measure(() => admit(request, earlier, holding))
  }

  function admit(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    const own = current()
    const nowMs = monotonicMs()
    const wallMs = wallMsAt(nowMs)
    const moment = { startMs: nowMs, nowMs, earlier, holding }
    const reading = own.read(request, wallMs)
    if (request.facts !== undefined) findUndeclared(request.facts, own.plan)
    if (reading.kind === 'refusal') return finish(own.decisions.unjudged(reading), request, moment)
    if (!isTimeKnown({ nowMs: wallMs, isTimeRecorded: isRecorded })) reports.warn(clockUnsure, nowMs)
    if (own.complete === undefined) return decide(own, reading.facts, request, moment)
    const facts = own.complete(reading.facts, request)
    return facts instanceof Promise ? decideLater(own, facts, request, moment) : decide(own, facts, request, moment)
  }

  /** WHY the request starts again if the plan was replaced while it waited: counters are laid out for the new one. */
  function decideLater(own: Runtime, facts: Promise<Facts>, request: GateRequest, moment: Moment): Promise<Admission> {
    return facts.then((known) =>
      own === current()
        ? decide(own, known, request, { ...moment, nowMs: monotonicMs() })
        : admit(request, moment.earlier, moment.holding),
    )
  }

  function decide(own: Runtime, facts: Facts, request: GateRequest, moment: Moment): Awaitable<Admission> {
    const counted = countedOf(moment.earlier) ?? heldBy(moment.holding)
    // Rules of another plan have other numbers.
    const charged = counted?.runtime === own ? counted : undefined
    const decided = own.decide(facts, moment.nowMs, charged)
    return decided instanceof Promise
      ? admittedLater(own, facts, decided, request, moment, charged)
      : admitted(own, facts, decided, request, moment, charged)
  }

  function admittedLater(
    own: Runtime,
    facts: Facts,
    decided: Promise<Decided>,
    request: GateRequest,
    moment: Moment,
    charged: Charged | undefined,
  ): Promise<Admission> {
    return decided.then((answered) => admitted(own, facts, answered, request, moment, charged))
  }

  function admitted(
    own: Runtime,
    facts: Facts,
    decided: Decided,
    request: GateRequest,
    moment: Moment,
    charged: Charged | undefined,
  ): Admission {
    const decision = own.decisions.decisionOf(facts, decided)
    own.countRules(facts, decided, charged)
    edges.note(own, decided, nowWallMs)
    if (decision.reason === 'counters-full') fullCounters.refused(decision, monotonicMs())
    return finish(decision, request, moment, facts, decided, countedBy(own, decided, charged))
  }

  function finish(
    enforced: Decision,
    request: GateRequest,
    moment: Moment,
    facts?: Facts,
    decided?: Decided,
    counted?: Counted,
  ): Admission {
    const isRefused = enforced.outcome !== 'pass'
    const decision = isRefused && isObserving ? observed(enforced) : enforced
    counts[decision.outcome]++
    counting.add(decision.outcome, enforced.reason)
    if (isRefused) refusals.add(enforced, request, wallMsAt(monotonicMs()), !isObserving)
    if (isObserving) reports.warn(observingWarning, monotonicMs(), observingEveryMs)
    const wouldBe = decision === enforced ? undefined : enforced
    if (events.has('decision')) emitDecision(decision, wouldBe, request, moment, facts)
    if (isRefused || decision.shadows.length > 0) reports.refused(decision, wouldBe, request, monotonicMs())
    const waiting = decided?.waiting
    const held = decided?.held
    return {
      decision,
      awaitsReply: waiting !== undefined,
      settle: waiting === undefined ? doNothing : later.settling(decision.id, waiting),
      awaitsEnd: held !== undefined,
      end: held === undefined ? doNothing : later.ending(held),
      counted,
    }
  }

  function emitDecision(
    decision: Decision,
    wouldBe: Decision | undefined,
    request: GateRequest,
    { startMs, nowMs: clockMs, earlier }: Moment,
    facts: Facts | undefined,
  ): void {
    const endMs = monotonicMs()
    events.emit('decision', {
      decision,
      request,
      ...(wouldBe !== undefined && { wouldBe }),
      ...(facts !== undefined && { facts }),
      atMs: facts?.nowMs ?? wallMsAt(endMs),
      clockMs,
      durationMs: endMs - startMs,
      ...(earlier !== undefined && { earlier: earlier.decision.id }),
    })
  }

  return admitMeasured
}

const doNothing = (): void => {}

const clockUnsure = {
  code: 'clock-unsure',
  message: 'the wall clock is not between 2020 and 2100: windows count as open for rules and as closed for exemptions',
}
