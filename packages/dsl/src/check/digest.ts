import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** How many hexadecimal digits a digest has: 128 bits. */
export const digestLength = 32

// No text in UTF-8 begins with this byte.
const illFormed = Uint8Array.of(0xff)

/**
 * 32 hexadecimal digits that stand for a text: the same on every machine and in every version. They are the first half of SHA-256
 * (FIPS 180-4) of the text in UTF-8, so that other tools can compute them. Linear in the text.
 *
 * Two texts with one digest take about 2^64 tries to find, and a second text for a given digest 2^128: an audit trail may rest on it.
 */
export function digest(text: string): string {
  // WHY: UTF-8 has one replacement for all lone surrogates, so that different texts would have one digest.
  if (!text.isWellFormed()) return digestBytes(concatBytes(illFormed, utf8ToBytes(JSON.stringify(text))))
  return digestBytes(utf8ToBytes(text))
}

/** The digest of bytes, made like that of a text. */
export function digestBytes(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes).subarray(0, digestLength / 2))
}
