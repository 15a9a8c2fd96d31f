/** A generator of numbers from 0 up to but not including 1 that returns the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A generator of whole numbers of 32 random bits that returns the same sequence for the same seed, for what usually has a secret key. */
export function createRandomWords(seed: number): () => number {
  const random = createRandom(seed)
  return () => Math.floor(random() * 2 ** 32)
}
