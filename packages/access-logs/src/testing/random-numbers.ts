/**
 * Creates a reproducible source of numbers from 0 up to but excluding 1 (mulberry32): equal seeds give equal traffic on every
 * machine.
 */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Returns an index below `count`; small ones are far more frequent than large ones, like clients and pages (about 1/rank). */
export function skewedIndex(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(count ** random()) - 1)
}
