import { type Facts, isTimeKnown } from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import { checkOptions } from '../check-options.ts'
import { defaultCapacity } from '../counters/memory-store.ts'
import type { Awaitable } from '../counters/store.ts'
import type { Charged } from '../decide/charged.ts'
import type { Decided } from '../decide/decide.ts'
import type { Decision } from '../decision.ts'
import { createEvents } from '../events/events.ts'
import type { GateEvents } from '../events/gate-events.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import type { Plan } from '../plan/plan.ts'
import { observeWith } from '../plugins/observe-with.ts'
import { createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import type { GateRequest } from '../request.ts'
import { runToCompletion } from './run-to-completion.ts'
import { systemClock, wallClockOf } from './clock.ts'
import { type Counted, countedBy, countedOf, heldBy } from './counted.ts'
import { createFullCounters } from './counters-full.ts'
import { createLaterCharges } from './later-charges.ts'
import { createLeases } from './leases.ts'
import { createDecisionIds } from './decision-ids.ts'
import { createExplain } from './explain.ts'
import { createEdgeSubjects } from './edge-subjects.ts'
import { createGateCounters } from './gate-counters.ts'
import { checkGateOptions, gateOptionNames, type GateOptions } from './gate-options.ts'
import { createGateCounting } from './gate-counting.ts'
import type { Admission, Gate } from './gate.ts'
import { openLogger } from './open-logger.ts'
import { observed, observingWarning } from './observe.ts'
import { openStore } from './open-store.ts'
import { createReloads } from './reload.ts'
import { createRefusals } from './refusals.ts'
import { createReports } from './reports.ts'
import { createRuntime, prepareRuntime, type Runtime } from './runtime.ts'
import { createFindUndeclared } from './undeclared-facts.ts'

/**
 * Creates a gate that enforces a plan. Reads no files and starts nothing in the background. Throws a `TypeError` for an unknown option (the message
 * suggests the nearest name), for an invalid value, and for a plan that uses a plugin which is not registered.
 */
export function createGate(plan: Plan, options: GateOptions = {}): Gate {
  return createCountingGate(plan, options, true)
}

/** As `createGate`. If `isCounting` is false, `counts` stays at zero: benchmarks measure with it what counting costs. */
export function createCountingGate(plan: Plan, options: GateOptions, isCounting: boolean): Gate {
  checkOptions('createGate', options, gateOptionNames)
  checkGateOptions(options)
  const clock = options.clock ?? systemClock()
  const isRecorded = clock.isRecorded === true
  const monotonicMs = (): number => clock.monotonicMs()
  const wallMsAt = wallClockOf(options.clock)
  const nowWallMs = (): number => wallMsAt(monotonicMs())
  const isObserving = options.mode === 'observe'
  const zones = createZoneReader()
  const events = createEvents()
  // WHY: the default log has warnings and errors only, and without this line an operator who observes first would see nothing.
  const leastWouldBe = options.logger === undefined ? 'warn' : 'debug'
  const reports = createReports(events, openLogger(options.logger, events), leastWouldBe)
  const { log } = reports
  const refusals = createRefusals(options.keptRefusals ?? defaultKeptRefusals)
  const registry = registerPlugins(options.plugins ?? [])
  const warn = (warning: FactWarning): void => reports.warn(warning, monotonicMs())
  const findUndeclared = createFindUndeclared((warning) => reports.warn(warning, monotonicMs()))
  const plugins = createPluginFacts(registry, { monotonicMs, warn })
  observeWith(registry, events)
  const store = openStore(options, { registry, events, log, monotonicMs })
  const fullCounters = createFullCounters({
    warn: (message, nowMs) => reports.warn({ code: 'counters-full', message }, nowMs, 0),
    overflows: () => store.stats().overflows,
    wallMsAt,
    capacity: options.store === undefined ? (options.capacity ?? defaultCapacity) : undefined,
  })
  const newId = createDecisionIds(options.random ?? Math.random)
  const counting = createGateCounting({ monotonicMs, wallMsAt, isObserving, isCounting })
  const newLease = createLeases(options.random ?? Math.random)
  const context = { zones, newId, warn, plugins, count: store.consume, newLease, counting: counting.ofRules }
  const edges = createEdgeSubjects()
  const counts = { pass: 0, block: 0, limit: 0 }
  let runtime = laidOut(createRuntime(plan, options, context))
  install(runtime)
  const current = (): Runtime => runtime
  const later = createLaterCharges({ current, store, events, monotonicMs, wallMsAt })
  const explain = createExplain({ current, zones, peek: store.peek, monotonicMs, wallMsAt, isObserving })
  const reloads = createReloads({ current, prepare, install, events, log, monotonicMs })
  if (isObserving) warnLater(observingWarning)

  /** Emits a warning after the caller has had time to add listeners. */
  function warnLater(warning: GateEvents['warning']): void {
    queueMicrotask(() => reports.warn(warning, monotonicMs(), dayMs))
  }

  function laidOut(made: Runtime): Runtime {
    store.layout(made.layout)
    return made
  }

  function* prepare(next: Plan): Generator<void, Runtime> {
    return laidOut(yield* prepareRuntime(next, options, context))
  }

  function install(next: Runtime): void {
    runtime = next
    counting.installed(next.plan.model)
  }

  function admitMeasured(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    return counting.isMeasured() ? measured(request, earlier, holding) : admit(request, earlier, holding)
  }

  // WHY closures have functions of their own here: one whose variables a closure captures allocates them in each call.
  function measured(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    return counting.measure(() => admit(request, earlier, holding))
  }

  function admit(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission> {
    const own = runtime
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
      own === runtime
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
    if (isObserving) reports.warn(observingWarning, monotonicMs(), dayMs)
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

  return {
    decide: (request) => {
      if (plugins.mayWait) {
        throw new Error('a plugin of this gate looks up facts asynchronously: use `decideAsync` or `admit`')
      }
      const admission = admitMeasured(request)
      if (admission instanceof Promise) {
        throw new Error('the store of this gate is asynchronous: use `decideAsync` or `admit`')
      }
      return decidedAlone(admission)
    },
    decideAsync: (request) => {
      const admission = admitMeasured(request)
      return admission instanceof Promise ? admission.then(decidedAlone) : decidedAlone(admission)
    },
    admit: admitMeasured,
    explain,
    replace: (next) => runToCompletion(reloads.replaceInParts(next)),
    replaceInParts: reloads.replaceInParts,
    reloadFailed: reloads.failed,
    reloadSlow: reloads.slow,
    warn: (warning) => reports.warn(warning, monotonicMs()),
    refusal: refusals.find,
    refusals: refusals.newest,
    counters: createGateCounters({
      current,
      store,
      edges,
      monotonicMs,
      wallMs: nowWallMs,
      emit: (change) => events.emit('counters', change),
    }),
    on: events.on,
    get plan() {
      return runtime.plan
    },
    stats: () => {
      const { replaced, unchanged, failed } = reloads.counts()
      return {
        decisions: counts.pass + counts.block + counts.limit,
        ...counts,
        reloads: replaced + unchanged,
        failedReloads: failed,
        listenerErrors: events.errors(),
        counters: store.stats(),
        facts: plugins.stats(),
      }
    },
    counts: () => {
      const asked = store.counts?.()
      return counting.counts(runtime, {
        reloads: reloads.counts(),
        counters: store.stats(),
        ...(asked !== undefined && { store: asked }),
        facts: plugins.stats(),
        listenerErrors: events.errors(),
      })
    },
    close: async () => {
      later.close()
      reports.flush()
      plugins.close()
      await store.close()
    },
  }
}

/** When a request arrived and when it is counted, by the monotonic clock, and its earlier admissions. */
interface Moment {
  readonly startMs: number
  readonly nowMs: number
  readonly earlier: Admission | undefined
  readonly holding: Admission | undefined
}

const doNothing = (): void => {}

/** The decision about a request whose end will not be reported: it holds no places. */
function decidedAlone({ decision, end }: Admission): Decision {
  end()
  return decision
}

const dayMs = 86_400_000

const defaultKeptRefusals = 10_000

const clockUnsure = {
  code: 'clock-unsure',
  message: 'the wall clock is not between 2020 and 2100: windows count as open for rules and as closed for exemptions',
}
