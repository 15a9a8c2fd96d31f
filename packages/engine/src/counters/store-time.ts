/**
 * A clock in whole milliseconds that never goes back, derived from a clock that may: a step back counts as no time, and time that passes afterwards
 * counts again. It never stops for longer than the step itself.
 */
export interface StoreTime {
  /** Returns the instant for a reading of the other clock, and advances to it unless `dry`. */
  read(nowMs: number, dry: boolean): number
}

// Products of an instant with 32 stay exact.
const latestMs = 2 ** 47

/** Where a store's time goes on: at `storeMs` when the other clock reads `nowMs`. */
export interface TimeStart {
  readonly storeMs: number
  readonly nowMs: number
}

/** What a store's time is made of. */
export interface TimeState {
  storeMs: number
  /** The last reading of the other clock; NaN if there was none. */
  lastMs: number
}

/** Creates a store's time that starts with the first reading, or goes on from `start`. A reading that is NaN or beyond 2^47 counts as no time. */
export function createStoreTime(start?: TimeStart): StoreTime {
  if (start === undefined) return storeTimeIn({ storeMs: 0, lastMs: NaN })
  return storeTimeIn({ storeMs: Math.min(start.storeMs, latestMs), lastMs: Math.floor(start.nowMs) })
}

/** The time whose state is kept in `state`. */
export function storeTimeIn(state: TimeState): StoreTime {
  return {
    read(nowMs, dry) {
      const { storeMs, lastMs } = state
      const wholeMs = Math.floor(nowMs)
      if (!(Math.abs(wholeMs) < latestMs)) return storeMs
      const elapsed = Number.isNaN(lastMs) ? Math.max(0, wholeMs) : Math.max(0, wholeMs - lastMs)
      const reading = Math.min(storeMs + elapsed, latestMs)
      if (!dry) {
        // INVARIANT: in this order, so that a thread that ends between the two statements loses time instead of counting it twice.
        state.lastMs = wholeMs
        state.storeMs = reading
      }
      return reading
    },
  }
}
