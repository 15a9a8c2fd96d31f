import { createGate, type Decision, type Explanation, type Plan } from '@tidegate/engine'
import { createEnds } from '@tidegate/engine/simulate'
import type { AskedRequest } from '../requests/asked-request.ts'

/** A gate whose clock is that of the requests. */
export interface VirtualGate {
  /** Decides the next request and counts it; requests must be in the order of their times. */
  readonly decide: (asked: AskedRequest) => Decision
  /** Explains a request at this time, without counting it. */
  readonly explain: (asked: AskedRequest) => Explanation
}

/** Creates a gate with empty counters. */
export function createVirtualGate(plan: Plan): VirtualGate {
  let nowMs = 0
  const ends = createEnds<() => void>((end, endMs) => {
    nowMs = Math.max(nowMs, endMs)
    end()
  })
  const gate = createGate(plan, {
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs, isRecorded: true },
    random: () => 0.5,
    logger: false,
    keptRefusals: 0,
  })

  function moveTo(atMs: number): void {
    ends.passTo(atMs)
    nowMs = Math.max(nowMs, atMs)
  }

  return {
    decide: ({ atMs, request, reply = 200, lastsMs = 0 }) => {
      moveTo(atMs)
      const admission = gate.admit(request)
      if (admission instanceof Promise) throw new TypeError('the memory store is synchronous')
      const { decision } = admission
      admission.settle({ status: decision.outcome === 'pass' ? reply : decision.status })
      if (!admission.awaitsEnd) return decision
      if (lastsMs === 0) admission.end()
      else ends.add(admission.end, nowMs + lastsMs)
      return decision
    },
    explain: ({ atMs, request }) => {
      moveTo(atMs)
      const explanation = gate.explain(request)
      if (explanation instanceof Promise) throw new TypeError('the memory store is synchronous')
      return explanation
    },
  }
}
