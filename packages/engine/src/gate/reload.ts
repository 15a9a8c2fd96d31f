import type { Events } from '../events/events.ts'
import type { GateEvents, ReloadReport } from '../events/gate-events.ts'
import type { BoundedLog } from '../logging/bounded-log.ts'
import { describeFailure } from './describe-failure.ts'
import type { Plan } from '../plan/plan.ts'
import { carryOverKeys } from './layout-for.ts'
import type { ReloadCounts } from './gate-counts.ts'
import type { Runtime } from './runtime.ts'

/** Replaces the plan of a gate in operation. */
export interface Reloads {
  /** `Gate.replaceInParts`. */
  readonly replaceInParts: (next: Plan) => Generator<void, ReloadReport>
  /** `Gate.reloadFailed`. */
  readonly failed: (failure: GateEvents['reload-failed']) => void
  /** `Gate.reloadSlow`. */
  readonly slow: (slow: GateEvents['reload-slow']) => void
  readonly counts: () => ReloadCounts
}

/** The parts of a gate that reloads use. */
export interface ReloadContext {
  readonly current: () => Runtime
  /** Creates the runtime of a plan and lays out its counters. Throws for a plan that the gate cannot use. */
  readonly prepare: (plan: Plan) => Generator<void, Runtime>
  readonly install: (runtime: Runtime) => void
  readonly events: Events
  readonly log: BoundedLog | undefined
  readonly monotonicMs: () => number
}

/** Creates the functions that replace the plan of a gate. */
export function createReloads({ current, prepare, install, events, log, monotonicMs }: ReloadContext): Reloads {
  const counts = { replaced: 0, unchanged: 0, failed: 0 }
  /** Whether the log ends with a failure: its end is written at the same level, because some logs contain only warnings and errors. */
  let isFailing = false

  function* replaceInParts(next: Plan): Generator<void, ReloadReport> {
    const { fingerprint } = next.model
    try {
      const made = yield* prepare(next)
      const before = carryOverKeys(current().layout)
      const isSame = fingerprint === current().plan.model.fingerprint
      // WHY: a policy with an unchanged meaning is installed too, because its rules may be on other lines.
      install(made)
      const after = [...carryOverKeys(made.layout)]
      const limitsKept = after.filter((key) => before.has(key)).length
      const outcome = isSame ? 'unchanged' : 'replaced'
      const report: ReloadReport = { outcome, fingerprint, limitsKept, limitsNew: after.length - limitsKept }
      counts[outcome]++
      events.emit('reload', report)
      const message = isFailing ? `policy ${outcome}: the current files are in force again` : `policy ${outcome}`
      log?.write('reload', isFailing ? 'warn' : 'info', { code: 'reload', ...report }, message, monotonicMs())
      isFailing = false
      return report
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      failed({ message, diagnostics: [] })
      return { outcome: 'refused', fingerprint, limitsKept: 0, limitsNew: 0, message }
    }
  }

  function failed(failure: GateEvents['reload-failed']): void {
    counts.failed++
    isFailing = true
    events.emit('reload-failed', failure)
    log?.write('reload-failed', 'error', { code: 'reload-failed' }, describeFailure(failure), monotonicMs())
  }

  function slow(payload: GateEvents['reload-slow']): void {
    events.emit('reload-slow', payload)
    log?.write('reload-slow', 'warn', { code: 'reload-slow' }, payload.message, monotonicMs())
  }

  return { replaceInParts, failed, slow, counts: () => ({ ...counts, isFailing }) }
}
