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

  it.each([
    [
      'neighbouring addresses evenly over the first word',
      0,
      26,
      (n: number) => ({ family: 4 as const, a: 0x0a000000 + n }),
    ],
    [
      'neighbouring networks evenly over the upper half of the second word',
      1,
      26,
      (n: number) => ({ family: 6 as const, a: n }),
    ],
    ['neighbouring /48 networks over its lower half', 1, 10, (n: number) => ({ family: 6 as const, a: 1, b: n << 16 })],
    ['texts evenly over the second word', 1, 26, (n: number) => `user ${n}`],
  ])('spreads %s', (_, word, shift, keyOf) => {
    const hashKey = createKeyHash(wordsOf(3))
    const counts = new Uint32Array(64)
    const result = new Uint32Array(2)
    for (let n = 0; n < 64_000; n++) {
      const key = keyOf(n)
      hashKey([typeof key === 'string' ? key : { b: 0, c: 0, d: 0, ...key }], result)
      counts[(result[word]! >>> shift) & 63]!++
    }
    for (const count of counts) {
      expect(count).toBeGreaterThan(800)
      expect(count).toBeLessThan(1200)
    }
  })

  it('has the same second word for all keys whose first address is in one network, and another for others', () => {
    const hashKey = createKeyHash(wordsOf(5))
    const tagOf = (...key: readonly KeyValue[]): number => {
      const result = new Uint32Array(2)
      hashKey(key, result)
      return result[1]!
    }
    const v4 = (a: number): KeyValue => ({ family: 4, a, b: 0, c: 0, d: 0 })
    const v6 = (a: number, b: number): KeyValue => ({ family: 6, a, b, c: 7, d: 9 })
    expect(tagOf(v4(0xcb007101))).toBe(tagOf('a', v4(0xcb0071fe), v4(1)))
    expect(tagOf(v6(0x20010db8, 0x00050001))).toBe(tagOf(v6(0x20010db8, 0x0005ffff), 'b'))
    const tags = [tagOf(v4(0xcb007101)), tagOf(v4(0xcb007201)), tagOf(v4(0xcb017101)), tagOf('a')]
    const tags6 = [
      tagOf(v6(0x20010db8, 0x00050001)),
      tagOf(v6(0x20010db8, 0x00060001)),
      tagOf(v6(0x20010db9, 0x00050001)),
    ]
    expect(new Set([...tags, ...tags6]).size).toBe(7)
    expect((tags[0]! ^ tags[1]!) >>> 16).toBe(0)
    expect((tags6[0]! ^ tags6[1]!) >>> 16).toBe(0)
    expect((tags6[0]! ^ tags6[2]!) >>> 16).not.toBe(0)
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
