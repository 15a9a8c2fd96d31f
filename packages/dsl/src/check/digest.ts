import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'

/** The number of hexadecimal digits of a digest: 128 bits. */
export const digestLength = 32

// WHY: a policy has thousands of digests. Making an encoder, a state and an array for each takes longer than hashing.
const encoder = new TextEncoder()
const start = sha256.create()
const state = sha256.create()
const hash = new Uint8Array(sha256.outputLen)

// No text in UTF-8 begins with this byte.
const illFormed = Uint8Array.of(0xff)

/**
 * Returns a digest of a text as 32 hexadecimal digits: the same on every machine and in every version. It is the first half of
 * SHA-256 (FIPS 180-4) of the text in UTF-8, so that other tools can compute it. Linear in the text.
 *
 * Finding two texts with the same digest takes about 2^64 tries, and finding a second text for a given digest takes about 2^128,
 * which is enough for audit trails.
 */
export function digest(text: string): string {
  // WHY: UTF-8 encodes every lone surrogate as the same replacement character, so that different texts would have the same
  // digest.
  if (!text.isWellFormed()) return digestBytes(concatBytes(illFormed, encoder.encode(JSON.stringify(text))))
  return digestBytes(encoder.encode(text))
}

/** Returns the digest of bytes, computed like that of a text. */
export function digestBytes(bytes: Uint8Array): string {
  start._cloneInto(state)
  state.update(bytes).digestInto(hash)
  return bytesToHex(hash.subarray(0, digestLength / 2))
}
