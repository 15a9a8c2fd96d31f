/**
 * A clock that never goes back, in whole milliseconds, led by one that may: time that the other steps back counts as
 * none, and what passes after that counts again. Nothing stands still for longer than the step itself.
 */
export interface StoreTime {
  /** The instant for a reading of the leading clock; remembers it unless `dry`. */
  read(nowMs: number, dry: boolean): number
}

// Products of an instant with 32 stay exact.
const latestMs = 2 ** 47

/** A store's time that starts with the first reading. A reading that is no number, or beyond 2^47, counts as no time. */
export function createStoreTime(): StoreTime {
  let storeMs = 0
  let lastMs: number | undefined
  return {
    read(nowMs, dry) {
      const wholeMs = Math.floor(nowMs)
      if (!(Math.abs(wholeMs) < latestMs)) return storeMs
      const elapsed = lastMs === undefined ? Math.max(0, wholeMs) : Math.max(0, wholeMs - lastMs)
      const reading = Math.min(storeMs + elapsed, latestMs)
      if (!dry) {
        storeMs = reading
        lastMs = wholeMs
      }
      return reading
    },
  }
}
