/** A generator of pseudo-random numbers in [0, 1) that returns the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A random integer from 0 up to but not including `bound`. */
export function below(random: () => number, bound: number): number {
  return Math.floor(random() * bound)
}
