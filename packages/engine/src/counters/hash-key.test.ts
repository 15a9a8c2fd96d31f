import type { KeyValue } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../testing/random-store-steps.ts'
import { createKeyHash } from './hash-key.ts'

describe('createKeyHash', () => {
  it('returns equal fingerprints only for equal keys, across the border of its pieces', () => {
    const hashKey = createKeyHash(wordsOf(1))
    const texts = Array.from({ length: 400 }, (_, length) => 'x'.repeat(length))
    const keys: KeyValue[][] = [
      ...texts.map((text) => [text]),
      ...texts.map((text) => [text, { family: 6 as const, a: 1, b: 2, c: 3, d: 4 }]),
      ...texts.map((text) => [text, 'x']),
    ]
    const seen = new Set(keys.map((key) => fingerprintOf(hashKey, key)))
    expect(seen.size).toBe(keys.length)
    expect(keys.every((key) => seen.has(fingerprintOf(hashKey, key)))).toBe(true)
  })

  it('reads every character of a long string', () => {
    const hashKey = createKeyHash(wordsOf(4))
    const texts = Array.from({ length: 1000 }, (_, at) => `${'x'.repeat(at)}y${'x'.repeat(999 - at)}`)
    expect(new Set(texts.map((text) => fingerprintOf(hashKey, [text]))).size).toBe(1000)
  })

  it('returns other fingerprints with another random key', () => {
    expect(fingerprintOf(createKeyHash(wordsOf(1)), ['a'])).not.toBe(fingerprintOf(createKeyHash(wordsOf(2)), ['a']))
  })

  it('spreads neighbouring addresses evenly over both words', () => {
    const hashKey = createKeyHash(wordsOf(3))
    const counts = [new Uint32Array(64), new Uint32Array(64)]
    const result = new Uint32Array(2)
    for (let a = 0; a < 64_000; a++) {
      hashKey([{ family: 4, a: 0x0a000000 + a, b: 0, c: 0, d: 0 }], result)
      for (const word of [0, 1]) counts[word]![result[word]! >>> 26]!++
    }
    for (const count of counts.flatMap((perWord) => [...perWord])) {
      expect(count).toBeGreaterThan(800)
      expect(count).toBeLessThan(1200)
    }
  })
})

function fingerprintOf(hashKey: ReturnType<typeof createKeyHash>, key: readonly KeyValue[]): string {
  const result = new Uint32Array(2)
  hashKey(key, result)
  return result.join()
}

function wordsOf(seed: number): () => number {
  const random = createRandom(seed)
  return () => Math.floor(random() * 2 ** 32)
}
