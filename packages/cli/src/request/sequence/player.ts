import { createGate, type Explanation, type Decision, type GateRequest, type Plan, type Plugin } from '@tidegate/engine'
import { createEnds } from '@tidegate/engine/simulate'
import type { DecisionOptions } from '@tidegate/node'
import { requestOptions } from '../../config/read-config.ts'
import { type LookUp } from '../../plugins/look-up.ts'
import { playedPlugins } from '../../plugins/played-plugins.ts'
import { parseInstant } from '../parse-instant.ts'
import type { StepTime } from './step.ts'

/** A gate with a clock that is set by hand, to simulate requests one after another. */
export interface Player {
  readonly nowMs: () => number
  /** Sets the clock, and ends the requests that have lasted until then. Returns false for an instant in the past, because the clock never goes back. */
  readonly moveTo: (instantMs: number) => boolean
  /**
   * Decides a request and charges it; `reply` is the status of the application if the request passes. It holds its places of limits `at once` until the clock has
   * advanced by `lastsMs`, by default not at all.
   */
  readonly decide: (request: GateRequest, reply?: number, lastsMs?: number) => Decision
  /** Explains a request at the current instant without charging it. */
  readonly explain: (request: GateRequest) => Explanation
  /**
   * Looks up the facts that plugins would look up for a request, for its next decision or explanation only. Without it these facts are
   * absent, unless the request contains them.
   */
  readonly lookUp: (request: GateRequest, lookUp: LookUp) => Promise<void>
  /** Returns the request with the facts that plugins supplied when it was last decided. */
  readonly completed: (request: GateRequest) => GateRequest
}

/** Options of a player. */
export interface PlayerOptions {
  /** The options with which the server decides. */
  readonly options?: DecisionOptions
  readonly plugins?: readonly Plugin[]
  /** Receives the warnings of the gate, for example about a proxy that sends no header. */
  readonly onWarning?: (message: string) => void
  /** Whether the times of the requests were recorded, as those of a log: they are right however old they are. Default false. */
  readonly recordedTimes?: boolean
}

/** Creates a player of a plan with empty counters and its clock at `startMs`. */
export function createPlayer(plan: Plan, startMs: number, options: PlayerOptions = {}): Player {
  const { plugins = [], onWarning, options: serverOptions = {} } = options
  const played = playedPlugins(plugins)
  let learnt: Readonly<Record<string, unknown>> = {}
  // WHY: explaining is slow, and most plugins need no look-ups.
  const mayLookUp = plugins.some(({ facts = {} }) => Object.values(facts).some(({ resolve }) => resolve !== undefined))
  let nowMs = startMs
  const ends = createEnds<() => void>((end, endMs) => {
    nowMs = endMs
    end()
  })
  const gate = createGate(plan, {
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs, isRecorded: options.recordedTimes === true },
    // WHY: ids are meaningless without a log, and equal runs should produce equal reports.
    random: () => 0.5,
    plugins: played.plugins,
    logger: false,
    keptRefusals: 0,
    ...requestOptions(serverOptions),
    ...(serverOptions.processes !== undefined && { processes: serverOptions.processes }),
    ...(serverOptions.mode !== undefined && { mode: serverOptions.mode }),
  })

  if (onWarning !== undefined) gate.on('warning', ({ message }) => onWarning(message))

  function turnTo(request: GateRequest): void {
    played.turnTo(request.facts)
    played.learn(learnt)
    learnt = {}
  }

  return {
    nowMs: () => nowMs,
    moveTo: (instantMs) => {
      if (instantMs < nowMs) return false
      ends.passTo(instantMs)
      nowMs = instantMs
      return true
    },
    decide: (request, reply, lastsMs = 0) => {
      turnTo(request)
      const admission = gate.admit(request)
      if (admission instanceof Promise) throw new TypeError('expected a store that answers synchronously')
      admission.settle({ status: admission.decision.outcome === 'pass' ? (reply ?? 200) : admission.decision.status })
      if (!admission.awaitsEnd) return admission.decision
      if (lastsMs === 0) admission.end()
      else ends.add(admission.end, nowMs + lastsMs)
      return admission.decision
    },
    explain: (request) => {
      turnTo(request)
      const explanation = gate.explain(request)
      if (explanation instanceof Promise) throw new TypeError('expected a store that answers synchronously')
      return explanation
    },
    lookUp: async (request, lookUp) => {
      if (!mayLookUp) return
      played.turnTo(request.facts)
      void gate.explain(request)
      const wanted = played.wanted()
      if (wanted.length > 0) learnt = await lookUp(wanted)
    },
    completed: (request) =>
      plugins.length === 0 ? request : { ...request, facts: { ...request.facts, ...played.seen() } },
  }
}

/** Returns the instant at which a step begins; a time of day is on the day of `nowMs`. */
export function startOfStep(time: StepTime, nowMs: number): number {
  switch (time.kind) {
    case 'at':
      return parseInstant(time.text, nowMs) ?? nowMs
    case 'after':
      return nowMs + time.ms
    case 'immediate':
      return nowMs
  }
}
