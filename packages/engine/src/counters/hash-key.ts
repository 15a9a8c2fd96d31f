import { isUnknownKey, type KeyValue } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import { halfSipHash } from './half-siphash.ts'

/**
 * Writes the 64-bit fingerprint of a subject's key to `result` as two unsigned words; the first is never 0. The second is the tag of the networks of
 * the first address in the key: 16 bits for its /16 (IPv6: /32), which are the upper ones, and 16 bits for its /24 (/48). For a key without an
 * address it is a hash of the key.
 */
export type KeyHash = (key: readonly KeyValue[], result: Uint32Array) => void

const pieceWords = 64

/**
 * Creates a fingerprint function with its own secret key: `random` returns whole numbers of 32 random bits, and is called twice. Different keys
 * give different messages, because every part starts with its kind and length. Strings are read without conversion, 16 bits per character. Messages
 * of more than 64 words are hashed in pieces, each of which starts with the hash of the previous pieces, so that the work is linear in the key,
 * memory is fixed, and no string is kept.
 */
export function createKeyHash(random: () => number): KeyHash {
  const key0 = random()
  const key1 = random()
  const piece = new Uint32Array(pieceWords)
  let used = 0
  let ip: IpAddress | undefined

  function fold(result: Uint32Array): void {
    halfSipHash(piece, used, key0, key1, result)
    piece[0] = result[0]!
    piece[1] = result[1]!
    used = 2
  }

  function addText(text: string, result: Uint32Array): void {
    if (used === pieceWords) fold(result)
    piece[used++] = text.length * 2 + 1
    for (let i = 0; i < text.length; i += 2) {
      if (used === pieceWords) fold(result)
      const second = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
      piece[used++] = text.charCodeAt(i) | (second << 16)
    }
  }

  function addAddress(address: IpAddress, result: Uint32Array): void {
    if (used > pieceWords - 5) fold(result)
    piece[used++] = address.family * 2
    piece[used++] = address.a
    ip ??= address
    if (address.family === 4) return
    piece[used++] = address.b
    piece[used++] = address.c
    piece[used++] = address.d
  }

  // WHY: clients cannot choose their networks as freely as texts, so that a weaker hash with the same secret key suffices.
  function tagOf({ family, a, b }: IpAddress): number {
    const wide = mix((family === 4 ? a >>> 16 : a) ^ key0 ^ family)
    const near = mix((family === 4 ? a >>> 8 : b >>> 16) ^ wide ^ key1)
    return (wide & 0xffff0000) | (near >>> 16)
  }

  /** INVARIANT: a single even word other than the doubled families of addresses; the first word of a text is odd. */
  function addUnknown(result: Uint32Array): void {
    if (used === pieceWords) fold(result)
    piece[used++] = 2
  }

  return (key, result) => {
    used = 0
    ip = undefined
    for (const part of key) {
      if (typeof part === 'string') addText(part, result)
      else if (isUnknownKey(part)) addUnknown(result)
      else addAddress(part, result)
    }
    halfSipHash(piece, used, key0, key1, result)
    if (result[0] === 0) result[0] = 1
    if (ip !== undefined) result[1] = tagOf(ip)
  }
}

/** Mixes the bits of a word; a permutation (the finalizer of MurmurHash3). */
function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
