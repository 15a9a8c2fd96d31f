import type { IpAddress } from '@tidegate/values'
import { beginHash, endHash, hashWords } from './half-siphash.ts'
import type { KeyValue } from './store.ts'

/** Writes the 64-bit fingerprint of a subject's key, never all zero, to `result` as two unsigned words. */
export type KeyHash = (key: readonly KeyValue[], result: Uint32Array) => void

// HalfSipHash-1-3, as hash tables in Linux and Rust use it: keyed, so that a client cannot find keys that collide.
const rounds = 1
const lastRounds = 3

/**
 * A fingerprint function under a key of its own: `random` gives whole numbers of 32 random bits. Different keys give the same words
 * to hash only if they are equal: every part says its kind and length first. Texts are read as they are, 16 bits a
 * character, in pieces: work is linear in the key, memory fixed, and no text is kept.
 */
export function createKeyHash(random: () => number): KeyHash {
  const key0 = random()
  const key1 = random()
  const state = new Int32Array(4)
  const piece = new Uint32Array(64)

  function hashText(text: string): number {
    piece[0] = text.length * 2 + 1
    let used = 1
    let total = 0
    for (let i = 0; i < text.length; i += 2) {
      if (used === piece.length) {
        hashWords(state, piece, used, rounds)
        total += used
        used = 0
      }
      const second = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
      piece[used++] = text.charCodeAt(i) | (second << 16)
    }
    hashWords(state, piece, used, rounds)
    return total + used
  }

  function hashAddress(ip: IpAddress): number {
    piece[0] = ip.family * 2
    piece[1] = ip.a
    if (ip.family === 4) {
      hashWords(state, piece, 2, rounds)
      return 2
    }
    piece[2] = ip.b
    piece[3] = ip.c
    piece[4] = ip.d
    hashWords(state, piece, 5, rounds)
    return 5
  }

  return (key, result) => {
    beginHash(state, key0, key1)
    let words = 0
    for (const part of key) words += typeof part === 'string' ? hashText(part) : hashAddress(part)
    endHash(state, (words * 4) & 0xff, rounds, lastRounds, result)
    if (result[0] === 0 && result[1] === 0) result[1] = 1
  }
}
