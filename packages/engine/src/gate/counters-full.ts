import type { Decision } from '../decision.ts'

/** Warns the operator while requests are refused because a table of counters is full. */
export interface FullCounters {
  /** Takes a refusal with the reason `counters-full`. */
  readonly refused: (decision: Decision, nowMs: number) => void
}

/** The parts of a gate that the warning uses. */
export interface FullCountersContext {
  readonly warn: (message: string, nowMs: number) => void
  /** Number of decisions so far that used a counter shared with other clients. */
  readonly overflows: () => number
  /** Wall time at an instant of the gate's clock, in milliseconds since 1970. */
  readonly wallMsAt: (nowMs: number) => number
  /** Number of clients per kind of key that the store has room for; undefined if the gate does not know it. */
  readonly capacity: number | undefined
}

/** The warning is repeated after this time at the earliest. */
const repeatMs = 600_000
// After this time without such a refusal, the next one starts a new count.
const quietMs = 3_600_000

/**
 * Creates the warning. It is emitted at once, and then at most every ten minutes, with the numbers of refusals since the last warning and since the
 * first refusal.
 */
export function createFullCounters({ warn, overflows, wallMsAt, capacity }: FullCountersContext): FullCounters {
  let since = ''
  let lastMs = -Infinity
  let warnedMs = -Infinity
  let refusals = 0
  let overflowsBefore = 0

  return {
    refused(decision, nowMs) {
      if (nowMs - lastMs >= quietMs) {
        since = new Date(wallMsAt(nowMs)).toISOString()
        warnedMs = -Infinity
        refusals = 0
        overflowsBefore = overflows() - 1
      }
      lastMs = nowMs
      refusals++
      if (nowMs - warnedMs < repeatMs) return
      warnedMs = nowMs
      const { rule } = decision
      const by = rule === undefined ? '' : `, the last one by ${rule.name ?? rule.text} (${rule.file}:${rule.line})`
      const room = capacity === undefined ? '' : ` (room for ${capacity} per key)`
      warn(
        `a counter table is full of clients over a limit${room}: since ${since}, requests counted by ` +
          `network: ${overflows() - overflowsBefore}, refused: ${refusals}${by}. ${advice}`,
        nowMs,
      )
    },
  }
}

const advice = 'Raise `capacity`, shorten the period, or add a limit `per network(24, 48)`'
