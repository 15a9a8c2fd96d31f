import { type Facts, isClockSound, type Judged } from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Awaitable, Consumed } from '../counters/store.ts'
import type { Decision } from '../decision.ts'
import { explainRequest } from '../explain/explain-request.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import type { FactReading } from '../facts/read-facts.ts'
import type { Plan } from '../plan/plan.ts'
import { observeWith } from '../plugins/observe-with.ts'
import { createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import { storeOf } from '../plugins/store-of.ts'
import type { GateRequest } from '../request.ts'
import { checkOptions } from '../check-options.ts'
import { chargesIn, type WaitingCharge } from '../decide/charging.ts'
import { createEvents } from '../events/events.ts'
import type { GateEvents, ReloadReport } from '../events/gate-events.ts'
import { atOnce } from './at-once.ts'
import { systemClock, wallClockOf } from './clock.ts'
import { createDecisionIds } from './decision-ids.ts'
import type { Admission, Gate } from './gate.ts'
import { checkGateOptions, gateOptionNames, type GateOptions } from './gate-options.ts'
import type { Admission, Gate, GateEvents, ReloadReport } from './gate.ts'
import { guardLogger } from './guard-logger.ts'
import { carryOverKeys } from './layout-for.ts'
import { observed } from './observed.ts'
import { createReports } from './reports.ts'
import { createRuntime, prepareRuntime, type Runtime } from './runtime.ts'
import { guardStore, type StoreGuard } from './store-guard.ts'

/**
 * A gate that enforces a plan. Reads no files and starts nothing in the background. Throws a `TypeError` for options that are unknown,
 * with a suggestion, or cannot be meant, and for a plan that uses a plugin which is not registered.
 */
export function createGate(plan: Plan, options: GateOptions = {}): Gate {
  checkOptions('createGate', options, gateOptionNames)
  checkGateOptions(options)
  const clock = options.clock ?? systemClock()
  const wallMsAt = wallClockOf(options.clock)
  const isObserving = options.mode === 'observe'
  const policyOfAbsence = options.onStoreError ?? 'local'
  const zones = createZoneReader()
  const events = createEvents()
  const logger = options.logger === undefined ? undefined : guardLogger(options.logger, events)
  const reports = createReports(events, logger)
  const newId = createDecisionIds(options.random ?? Math.random)
  const registry = registerPlugins(options.plugins ?? [])
  const plugins = createPluginFacts(registry, {
    monotonicMs: clock.monotonicMs,
    warn: (warning) => reports.warn(warning, clock.monotonicMs()),
  })
  observeWith(registry, events)
  const store = openStore()
  const counts = { pass: 0, block: 0, limit: 0, reloads: 0, failedReloads: 0 }
  const context = {
    zones,
    newId,
    warn: (warning: FactWarning): void => reports.warn(warning, clock.monotonicMs()),
    plugins,
  }
  let runtime = laidOut(createRuntime(plan, options, context))
  if (isObserving) tell(observing)
  if (options.store === undefined && options.processes === undefined && plan.limits.length > 0 && isClusterWorker()) {
    tell(perProcess)
  }

  /** Warns once whoever makes the gate has had the time to listen. */
  function tell(warning: GateEvents['warning']): void {
    queueMicrotask(() => reports.warn(warning, clock.monotonicMs(), dayMs))
  }

  function openStore(): StoreGuard {
    if (options.store === undefined) {
      const own = createMemoryStore()
      return { ...own, close: () => own.close(), settle: (charges, nowMs) => own.settle(charges, nowMs) }
    }
    return guardStore({
      ...storeOf(options.store, registry),
      timeoutMs: options.storeTimeoutMs ?? 250,
      monotonicMs: clock.monotonicMs,
      makeStandIn: policyOfAbsence === 'local' ? () => createMemoryStore() : undefined,
      onError: (error) => {
        events.emit('store-error', { error })
        logger?.error({ code: 'store-error', onStoreError: policyOfAbsence }, error.message)
      },
      onRecovered: (awayMs) => {
        events.emit('store-recovered', { awayMs })
        logger?.info({ code: 'store-recovered', awayMs }, 'the store answers again')
      },
    })
  }

  function laidOut(made: Runtime): Runtime {
    store.layout(made.layout)
    return made
  }

  function admit(request: GateRequest): Awaitable<Admission> {
    const own = runtime
    const nowMs = clock.monotonicMs()
    const wallMs = wallMsAt(nowMs)
    const reading = own.read(request, wallMs)
    if (reading.kind === 'refusal') return finish(own.decisions.unjudged(reading), request, undefined)
    if (!isClockSound(wallMs)) reports.warn(clockUnsure, nowMs)
    if (own.complete === undefined) return judge(own, reading.facts, request, nowMs)
    const facts = own.complete(reading.facts)
    // WHY: anew where the plan was replaced while the request waited, because counters are laid out for the new one.
    return facts instanceof Promise
      ? facts.then((known) => (own === runtime ? judge(own, known, request, clock.monotonicMs()) : admit(request)))
      : judge(own, facts, request, nowMs)
  }

  function judge(own: Runtime, facts: Facts, request: GateRequest, nowMs: number): Awaitable<Admission> {
    const judged = own.judge(facts)
    if (judged.refused !== undefined) {
      return finish(own.decisions.blocked(facts, judged, judged.refused), request, undefined)
    }
    if (judged.limits.length === 0) return finish(own.decisions.counted(facts, judged, undefined), request, undefined)
    const consumed = store.consume(own.charging.chargesFor(judged.limits), nowMs)
    return consumed instanceof Promise
      ? consumed.then((answer) => count(own, facts, judged, answer, request))
      : count(own, facts, judged, consumed, request)
  }

  function count(
    own: Runtime,
    facts: Facts,
    judged: Judged,
    consumed: Consumed | undefined,
    request: GateRequest,
  ): Admission {
    if (consumed === undefined && policyOfAbsence === 'deny') {
      return finish(own.decisions.uncountable(facts, judged), request, undefined)
    }
    const decision = own.decisions.counted(facts, judged, consumed)
    if (decision.reason === 'counters-full') reports.warn(countersFull, clock.monotonicMs())
    return finish(decision, request, own.charging.waiting(judged.limits, decision.outcome === 'pass'))
  }

  function finish(decided: Decision, request: GateRequest, waiting: readonly WaitingCharge[] | undefined): Admission {
    const isRefused = decided.outcome !== 'pass'
    const decision = isRefused && isObserving ? observed(decided) : decided
    counts[decision.outcome]++
    if (isObserving) reports.warn(observing, clock.monotonicMs(), dayMs)
    if (isRefused || decision.shadows.length > 0 || events.has('decision')) {
      reports.decided(decision, request, clock.monotonicMs(), decision === decided ? undefined : decided)
    }
    return waiting === undefined
      ? { decision, awaitsReply: false, settle: settleNothing }
      : { decision, awaitsReply: true, settle: settleOnce(waiting) }
  }

  function settleOnce(waiting: readonly WaitingCharge[]): Admission['settle'] {
    let isSettled = false
    return ({ status }) => {
      if (isSettled) return
      isSettled = true
      const due = waiting.filter(({ statuses }) => status !== undefined && statuses.includes(status))
      if (due.length === 0) return
      // The plan may have been replaced while the reply was being made.
      const charges = chargesIn(runtime.layout, due)
      if (charges.length > 0) store.settle(charges, clock.monotonicMs())
    }
  }

  function explain(request: GateRequest): Awaitable<Explanation> {
    const own = runtime
    const reading = own.read(request, wallMsAt(clock.monotonicMs()))
    if (reading.kind === 'refusal' || own.complete === undefined) return explainReading(own, reading)
    const facts = own.complete(reading.facts)
    return facts instanceof Promise
      ? facts.then((known) =>
          own === runtime ? explainReading(own, { kind: 'facts', facts: known }) : explain(request),
        )
      : explainReading(own, { kind: 'facts', facts })
  }

  function explainReading(own: Runtime, reading: FactReading): Awaitable<Explanation> {
    const explanation = explainRequest(reading, {
      runtime: own,
      zones,
      peek: store.peek,
      monotonicMs: clock.monotonicMs,
      deniesUncounted: policyOfAbsence === 'deny',
    })
    return explanation instanceof Promise ? explanation.then(asDecided) : asDecided(explanation)
  }

  /** With the decision that `decide` gives: the rule that would decide stays marked where nothing is refused. */
  function asDecided(explanation: Explanation): Explanation {
    const { decision } = explanation
    return isObserving && decision.outcome !== 'pass' ? { ...explanation, decision: observed(decision) } : explanation
  }

  function* replaceInParts(next: Plan): Generator<void, ReloadReport> {
    const { fingerprint } = next.model
    try {
      const made = laidOut(yield* prepareRuntime(next, options, context))
      const before = carryOverKeys(runtime.layout)
      const isSame = fingerprint === runtime.plan.model.fingerprint
      // WHY: a policy of equal meaning is installed too: its rules may stand on other lines.
      runtime = made
      const after = [...carryOverKeys(runtime.layout)]
      const limitsKept = after.filter((key) => before.has(key)).length
      const outcome = isSame ? 'unchanged' : 'replaced'
      const report: ReloadReport = { outcome, fingerprint, limitsKept, limitsNew: after.length - limitsKept }
      counts.reloads++
      events.emit('reload', report)
      logger?.info({ code: 'reload', ...report }, `policy ${outcome}`)
      return report
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      reloadFailed({ message, diagnostics: [] })
      return { outcome: 'refused', fingerprint, limitsKept: 0, limitsNew: 0, message }
    }
  }

  function reloadFailed(failure: Parameters<Gate['reloadFailed']>[0]): void {
    counts.failedReloads++
    events.emit('reload-failed', failure)
    logger?.error({ code: 'reload-failed' }, failure.message)
  }

  return {
    decide: (request) => {
      if (plugins.mayWait) {
        throw new Error('a plugin of this gate has a fact to wait for: use `decideAsync` or `admit`')
      }
      const admission = admit(request)
      if (admission instanceof Promise) {
        throw new Error('the store of this gate answers later: use `decideAsync` or `admit`')
      }
      return admission.decision
    },
    decideAsync: (request) => {
      const admission = admit(request)
      return admission instanceof Promise ? admission.then(({ decision }) => decision) : admission.decision
    },
    admit,
    explain,
    replace: (next) => atOnce(replaceInParts(next)),
    replaceInParts,
    reloadFailed,
    warn: (warning) => reports.warn(warning, clock.monotonicMs()),
    on: events.on,
    get plan() {
      return runtime.plan
    },
    stats: () => ({
      decisions: counts.pass + counts.block + counts.limit,
      ...counts,
      listenerErrors: events.errors(),
      counters: store.stats(),
      facts: plugins.stats(),
    }),
    close: async () => {
      plugins.close()
      await store.close()
    },
  }
}

const settleNothing = (): void => {}

const dayMs = 86_400_000

const observing = { code: 'observing', message: 'this gate only observes: nothing is refused' }

const clockUnsure = {
  code: 'clock-unsure',
  message:
    'the wall clock shows no moment from 2020 to 2100: rules count as inside their windows, exemptions as outside',
}

const countersFull = {
  code: 'counters-full',
  message: 'a table of counters is full of subjects over their limits: new ones are counted together',
}

const perProcess = {
  code: 'counters-per-process',
  message: 'each process of this cluster counts for itself: give `processes`, or a store that they share',
}

/** Whether this is a worker of Node's cluster module, as far as its environment tells; elsewhere there is no such thing. */
function isClusterWorker(): boolean {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
  }
  return process?.env?.['NODE_UNIQUE_ID'] !== undefined
}
