import { sizeUpTo } from '@tidegate/test-support'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest, digestBytes, digestLength } from './digest.ts'

/** Published with FIPS 180-4 (NIST, "Cryptographic Standards and Guidelines: Example Values", and the SHAVS short messages). */
const published = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

test.each(published)('a digest is the first half of SHA-256: %#', (text, sha256) => {
  expect(digest(text)).toBe(sha256.slice(0, digestLength))
  expect(digestBytes(new TextEncoder().encode(text))).toBe(sha256.slice(0, digestLength))
})

test('a digest of bytes is the first half of SHA-256: a published message of one byte', () => {
  expect(digestBytes(Uint8Array.of(0xd3))).toBe(
    '28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f9ba9802c1'.slice(0, 32),
  )
})

test('a digest equals the hash by Node.js of the text in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(digest(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32))
    }),
  )
})

test('every digest has 32 hexadecimal digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(digest(text)).toMatch(/^[\da-f]{32}$/u)
    }),
  )
})

test('texts that differ only in lone surrogates have different digests', () => {
  const texts = ['\ud800', '\ud801', '\udc00', '\ufffd', '"\\ud800"', 'a\ud800']
  expect(new Set(texts.map(digest)).size).toBe(texts.length)
})

test('very many texts that differ little have different digests in both halves', () => {
  const count = sizeUpTo(100_000)
  const digests = Array.from({ length: count }, (_, index) => digest(`limit ${index} per minute per ip`))
  expect(new Set(digests).size).toBe(count)
  expect(new Set(digests.map((each) => each.slice(0, 16))).size).toBe(count)
  expect(new Set(digests.map((each) => each.slice(16))).size).toBe(count)
})
