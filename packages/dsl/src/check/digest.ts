const PRIME_1 = 0x85ebca6b
const PRIME_2 = 0xc2b2ae35

/**
 * 16 hexadecimal digits that stand for a text: the same on every machine and in every version. Two lanes of 32 bits, each
 * FNV-1a over UTF-16 code units with its own offset and the finaliser of MurmurHash3.
 *
 * Not cryptographic: whoever chooses the texts can make two agree. It names rules, limits and policies, and guards nothing.
 */
export function digest(text: string): string {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ (unit + (high >>> 15)), 0x27d4eb2f)
  }
  return hex(finish(high ^ text.length)) + hex(finish(low ^ high))
}

function finish(hash: number): number {
  let mixed = hash
  mixed = Math.imul(mixed ^ (mixed >>> 16), PRIME_1)
  mixed = Math.imul(mixed ^ (mixed >>> 13), PRIME_2)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function hex(word: number): string {
  return hexHalf(word >>> 16) + hexHalf(word & 0xffff)
}

/** Four digits. */
function hexHalf(half: number): string {
  return (half | 0x10000).toString(16).slice(1)
}

/** The digest of bytes, made like that of a text. */
export function digestBytes(bytes: Uint8Array): string {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193)
    high = Math.imul(high ^ (byte + (high >>> 15)), 0x27d4eb2f)
  }
  return hex(finish(high ^ bytes.length)) + hex(finish(low ^ high))
}
