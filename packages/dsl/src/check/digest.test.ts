import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest, digestBytes } from './digest.ts'

test('a digest is the same in every run', () => {
  expect(digest('')).toBe(digest(String()))
  expect(digest('block ip in 192.0.2.1')).toBe('d4e6665d26ad8f09')
  expect(digestBytes(new Uint8Array([1, 2, 3]))).toMatch(/^[\da-f]{16}$/u)
})

test('a digest has 16 hexadecimal digits, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(digest(text)).toMatch(/^[\da-f]{16}$/u)
    }),
  )
})

test('a hundred thousand texts that differ little have different digests in both halves', () => {
  const digests = Array.from({ length: 100_000 }, (_, index) => digest(`limit ${index} per minute per ip`))
  expect(new Set(digests).size).toBe(100_000)
  // 100,000 of 2^32 values: about one clash is to be expected in each half by itself.
  expect(new Set(digests.map((each) => each.slice(0, 8))).size).toBeGreaterThan(99_980)
  expect(new Set(digests.map((each) => each.slice(8))).size).toBeGreaterThan(99_980)
})
