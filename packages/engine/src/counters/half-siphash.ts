/** The four words in which HalfSipHash keeps a message read so far. */
export type HashState = Int32Array

/** Sets a state to the beginning of a message, for 64 bits of result, under a key of two words. */
export function beginHash(state: HashState, key0: number, key1: number): void {
  state[0] = key0
  state[1] = key1 ^ 0xee
  state[2] = key0 ^ 0x6c796765
  state[3] = key1 ^ 0x74656462
}

/** Reads `count` words of a message, with `rounds` rounds a word. */
export function hashWords(state: HashState, words: Uint32Array, count: number, rounds: number): void {
  for (let i = 0; i < count; i++) hashWord(state, words[i]!, rounds)
}

/**
 * Ends a message: 64 bits, as two unsigned words, in `result`. `lengthByte` is the message's length in bytes, modulo 256.
 *
 * HalfSipHash-c-d of Aumasson and Bernstein's reference code, for messages of whole words (c is `rounds`, d is `lastRounds`).
 */
export function endHash(
  state: HashState,
  lengthByte: number,
  rounds: number,
  lastRounds: number,
  result: Uint32Array,
): void {
  hashWord(state, lengthByte << 24, rounds)
  state[2]! ^= 0xee
  mix(state, lastRounds)
  result[0] = state[1]! ^ state[3]!
  state[1]! ^= 0xdd
  mix(state, lastRounds)
  result[1] = state[1]! ^ state[3]!
}

function hashWord(state: HashState, word: number, rounds: number): void {
  state[3]! ^= word
  mix(state, rounds)
  state[0]! ^= word
}

function mix(state: HashState, rounds: number): void {
  let v0 = state[0]!
  let v1 = state[1]!
  let v2 = state[2]!
  let v3 = state[3]!
  for (let i = 0; i < rounds; i++) {
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
  }
  state[0] = v0
  state[1] = v1
  state[2] = v2
  state[3] = v3
}
