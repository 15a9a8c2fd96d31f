/**
 * Writes the 64 bits of HalfSipHash-1-3 of a message of whole words, under a key of two words, to `result` as two unsigned words.
 * Linear in `count`.
 *
 * Keyed, so that a client cannot find keys that collide; with one round a word and three at the end, as the hash tables of
 * Linux and Rust use the SipHash family. Source: Aumasson and Bernstein, reference code `halfsiphash.c`.
 */
export function halfSipHash(words: Uint32Array, count: number, key0: number, key1: number, result: Uint32Array): void {
  let v0 = key0 | 0
  let v1 = key1 ^ 0xee
  let v2 = key0 ^ 0x6c796765
  let v3 = key1 ^ 0x74656462
  // One round for each word and for the length; three more, a result, three more, a result.
  const rounds = count + 7
  for (let i = 0; i < rounds; i++) {
    const word = i < count ? words[i]! : i === count ? count << 26 : 0
    if (i === count + 1) v2 ^= 0xee
    if (i === count + 4) {
      result[0] = v1 ^ v3
      v1 ^= 0xdd
    }
    v3 ^= word
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
    v0 ^= word
  }
  result[1] = v1 ^ v3
}
