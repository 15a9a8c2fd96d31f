import {
  createGate,
  type Explanation,
  type Decision,
  type GateOptions,
  type GateRequest,
  type Plan,
  type Plugin,
} from '@tidegate/engine'
import { type LookUp } from '../../plugins/look-up.ts'
import { playedPlugins } from '../../plugins/played-plugins.ts'
import { parseInstant } from '../parse-instant.ts'
import type { StepTime } from './step.ts'

/** A gate whose clock stands where it is put, for playing requests one after the other. */
export interface Player {
  readonly nowMs: () => number
  /** Puts the clock; it never goes back: an earlier instant is refused with `false`. */
  readonly moveTo: (instantMs: number) => boolean
  /** Decides a request and charges it; `reply` is what the application answers if it passes. */
  readonly decide: (request: GateRequest, reply?: number) => Decision
  /** Explains a request at the present instant, charging nothing. */
  readonly explain: (request: GateRequest) => Explanation
  /**
   * Has the facts of a request looked up that plugins would look up for it, so that it can be decided or explained with them, once.
   * Without it they are absent, unless the request was given them.
   */
  readonly lookUp: (request: GateRequest, lookUp: LookUp) => Promise<void>
  /** The request with the facts that plugins gave it when it was last decided. */
  readonly completed: (request: GateRequest) => GateRequest
}

/** What a player adds to a plan. */
export interface PlayerOptions {
  /** As the engine's option of that name. */
  readonly trustProxy?: unknown
  readonly plugins?: readonly Plugin[]
  /** Told what a gate warns of: an entry of a list that is no address, a proxy that sends no header. */
  readonly onWarning?: (message: string) => void
}

/** A player of a plan, its clock at `startMs`, its counters empty. */
export function createPlayer(plan: Plan, startMs: number, options: PlayerOptions = {}): Player {
  const { trustProxy, plugins = [], onWarning } = options
  const played = playedPlugins(plugins)
  let learnt: Readonly<Record<string, unknown>> = {}
  // WHY: explaining is slow, and most plugins know at once.
  const mayLookUp = plugins.some(({ facts = {} }) => Object.values(facts).some(({ resolve }) => resolve !== undefined))
  let nowMs = startMs
  const gate = createGate(plan, {
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs },
    // WHY: ids mean nothing where nothing is logged, and equal runs should write equal reports.
    random: () => 0.5,
    plugins: played.plugins,
    ...(trustProxy !== undefined && { trustProxy: trustProxy as NonNullable<GateOptions['trustProxy']> }),
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
      nowMs = instantMs
      return true
    },
    decide: (request, reply) => {
      turnTo(request)
      const admission = gate.admit(request)
      if (admission instanceof Promise) throw new TypeError('a player has a store that answers at once')
      admission.settle({ status: admission.decision.outcome === 'pass' ? (reply ?? 200) : admission.decision.status })
      return admission.decision
    },
    explain: (request) => {
      turnTo(request)
      const explanation = gate.explain(request)
      if (explanation instanceof Promise) throw new TypeError('a player has a store that answers at once')
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

/** The instant at which a step begins; a clock without a date is on the day of `nowMs`. */
export function startOfStep(time: StepTime, nowMs: number): number {
  switch (time.kind) {
    case 'at':
      return parseInstant(time.text, nowMs) ?? nowMs
    case 'after':
      return nowMs + time.ms
    case 'at-once':
      return nowMs
  }
}
