import {
  createGate,
  type Explanation,
  type Decision,
  type GateOptions,
  type GateRequest,
  type Plan,
} from '@tidegate/engine'
import { parseInstant } from '../request/parse-instant.ts'
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
}

/** A player of a plan, its clock at `startMs`, its counters empty. */
export function createPlayer(plan: Plan, startMs: number, trustProxy?: unknown): Player {
  let nowMs = startMs
  const gate = createGate(plan, {
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs },
    // WHY: ids mean nothing where nothing is logged, and equal runs should write equal reports.
    random: () => 0.5,
    ...(trustProxy !== undefined && { trustProxy: trustProxy as NonNullable<GateOptions['trustProxy']> }),
  })
  return {
    nowMs: () => nowMs,
    moveTo: (instantMs) => {
      if (instantMs < nowMs) return false
      nowMs = instantMs
      return true
    },
    decide: (request, reply) => {
      const admission = gate.admit(request)
      if (admission instanceof Promise) throw new TypeError('a player has a store that answers at once')
      admission.settle({ status: admission.decision.outcome === 'pass' ? (reply ?? 200) : admission.decision.status })
      return admission.decision
    },
    explain: (request) => {
      const explanation = gate.explain(request)
      if (explanation instanceof Promise) throw new TypeError('a player has a store that answers at once')
      return explanation
    },
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
