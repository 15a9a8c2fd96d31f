import type { Charge, Consumed, CounterLayout, Reading } from '../counters/store.ts'

/**
 * Refusals of a store outside the process that are repeated without asking it. Bounded: at most `maxRefusals`, the oldest make room for new ones.
 *
 * A refusal is repeated for the same charges, until the first of the limits that refused has places again, and at most for `forMs`, because only the store
 * knows what operators and reloads of other processes change. It is kept only if asking again would change nothing in the store: see `isRepeatable`.
 */
export interface NearRefusals {
  /** The refusal of the same charges, with times from now on; undefined if the store has to be asked. */
  readonly find: (charges: readonly Charge[], nowMs: number) => Consumed | undefined
  /** Keeps an answer of the store if it may be repeated. `turn` is `turn()` when the store was asked, at `askedMs`. */
  readonly note: (charges: readonly Charge[], answer: Consumed, turn: number, askedMs: number, nowMs: number) => void
  /** Forgets everything, and starts a new turn: answers to earlier questions are not kept. */
  readonly clear: () => void
  readonly turn: () => number
  /** How many refusals were repeated. */
  readonly repeated: () => number
}

/** How many refusals are kept. */
export const maxRefusals = 10_000
/** WHY: keys contain what clients send; with `maxRefusals` this bounds the memory. */
const maxKeyLength = 400

interface Kept {
  readonly answer: Consumed
  readonly answeredMs: number
  readonly untilMs: number
}

/** Creates an empty memory of refusals for counters with this layout; `forMs` 0 keeps none. */
export function createNearRefusals(forMs: number, layout: () => CounterLayout | undefined): NearRefusals {
  const kept = new Map<string, Kept>()
  let turn = 0
  let repeated = 0

  return {
    find: (charges, nowMs) => {
      if (kept.size === 0) return undefined
      const key = keyOf(charges)
      const found = kept.get(key)
      if (found === undefined) return undefined
      if (nowMs >= found.untilMs) {
        kept.delete(key)
        return undefined
      }
      repeated++
      return later(found.answer, nowMs - found.answeredMs)
    },
    note: (charges, answer, asked, askedMs, nowMs) => {
      if (forMs === 0 || answer.admitted || asked !== turn) return
      const used = layout()
      if (used === undefined || !isRepeatable(charges, answer, used)) return
      const key = keyOf(charges)
      if (key.length > maxKeyLength) return
      const refusing = answer.readings.filter(({ admitted }) => !admitted)
      const waits = refusing.map(({ retryAfterMs, nextMs }) => Math.min(retryAfterMs, nextMs))
      // WHY from the question: the store answered after that, so no place is free before.
      const untilMs = askedMs + Math.min(forMs, ...waits)
      if (untilMs <= nowMs) return
      kept.delete(key)
      if (kept.size >= maxRefusals) kept.delete(kept.keys().next().value!)
      kept.set(key, { answer, answeredMs: nowMs, untilMs })
    },
    clear: () => {
      kept.clear()
      turn++
    },
    turn: () => turn,
    repeated: () => repeated,
  }
}

/**
 * Whether asking the store again would be refused too, and change nothing there: no charge counts refused requests, no limit that has places would begin a
 * block, and every limit that refuses gets places only by the passing of time. Places at once come back at any moment.
 */
function isRepeatable(charges: readonly Charge[], { readings }: Consumed, { subjects }: CounterLayout): boolean {
  return charges.every((charge, at) => {
    const { admitted, blocked } = readings[at]!
    const spec = subjects[charge.subject]?.counters[charge.counter]
    if (spec === undefined || charge.includingRefused) return false
    if (spec.blockMs !== undefined && blocked !== true) return false
    return admitted || spec.algorithm !== 'at-once' || blocked === true
  })
}

/** An answer as the store would give it `ms` milliseconds later. Only the times of limits that refused are known: others are as they were. */
function later({ admitted, readings }: Consumed, ms: number): Consumed {
  return {
    admitted,
    readings: readings.map((reading): Reading => {
      if (reading.admitted) return reading
      const { retryAfterMs, nextMs, resetMs } = reading
      const left = (waitMs: number): number => Math.max(1, waitMs - ms)
      return { ...reading, retryAfterMs: left(retryAfterMs), nextMs: left(nextMs), resetMs: left(resetMs) }
    }),
  }
}

function keyOf(charges: readonly Charge[]): string {
  return JSON.stringify(
    charges.map(({ subject, counter, key, mode, places, period }) => [
      subject,
      counter,
      key,
      mode,
      places,
      period?.startMs,
    ]),
  )
}
