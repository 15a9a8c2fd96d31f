import { createZoneReader } from '@tidegate/values'
import { checkOptions } from '../check-options.ts'
import { defaultCapacity } from '../counters/memory-store.ts'
import type { Decision } from '../decision.ts'
import { createEvents } from '../events/events.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import type { Plan } from '../plan/plan.ts'
import { observeWith } from '../plugins/observe-with.ts'
import { createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import { runToCompletion } from './run-to-completion.ts'
import { createAdmit } from './admit-request.ts'
import { systemClock, wallClockOf } from './clock.ts'
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
import { observingEveryMs, observingWarning } from './observe.ts'
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
  let runtime = laidOut(createRuntime(plan, options, context))
  install(runtime)
  const current = (): Runtime => runtime
  const later = createLaterCharges({ current, store, events, monotonicMs, wallMsAt })
  const explain = createExplain({ current, zones, peek: store.peek, monotonicMs, wallMsAt, isObserving })
  const reloads = createReloads({ current, prepare, install, events, log, monotonicMs })
  const counts = { pass: 0, block: 0, limit: 0 }
  const admit = createAdmit({
    current,
    isObserving,
    isRecorded,
    monotonicMs,
    wallMsAt,
    events,
    reports,
    refusals,
    edges,
    later,
    counting,
    counts,
    fullCounters,
    findUndeclared,
  })
  // WHY later: the caller needs time to add listeners.
  if (isObserving) queueMicrotask(() => reports.warn(observingWarning, monotonicMs(), observingEveryMs))

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

  return {
    decide: (request) => {
      if (plugins.mayWait) {
        throw new Error('a plugin of this gate looks up facts asynchronously: use `decideAsync` or `admit`')
      }
      const admission = admit(request)
      if (admission instanceof Promise) {
        throw new Error('the store of this gate is asynchronous: use `decideAsync` or `admit`')
      }
      return decidedAlone(admission)
    },
    decideAsync: (request) => {
      const admission = admit(request)
      return admission instanceof Promise ? admission.then(decidedAlone) : decidedAlone(admission)
    },
    admit,
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

/** The decision about a request whose end will not be reported: it holds no places. */
function decidedAlone({ decision, end }: Admission): Decision {
  end()
  return decision
}

const defaultKeptRefusals = 10_000
