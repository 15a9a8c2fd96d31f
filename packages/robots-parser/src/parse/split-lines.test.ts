import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxLineOctets, splitLines } from './split-lines.ts'

const texts = (input: string | Uint8Array, maxBytes?: number): readonly string[] =>
  splitLines(input, maxBytes).lines.map((line) => line.octets)

describe('splitLines', () => {
  test('gives the lines of a split at CRLF, CR or LF, whatever the octets', () => {
    const octet = fc.constantFrom('a', '\r', '\n', '#', '\0', '\u00ff', ' ')
    fc.assert(
      fc.property(fc.string({ unit: octet, maxLength: 40 }), (octets) => {
        const expected = octets.split(/\r\n|\r|\n/)
        if (expected.at(-1) === '') expected.pop()
        expect(texts(Uint8Array.from(octets, (character) => character.charCodeAt(0)))).toEqual(expected)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('text and its UTF-8 give the same lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (text, maxBytes) => {
        expect(splitLines(text, maxBytes)).toEqual(splitLines(new TextEncoder().encode(text), maxBytes))
      }),
      {
        examples: [
          ['\ufeffa', 9],
          ['aaa\ud800', 3],
          ['aa\u{1f600}b', 3],
        ],
        numRuns: runs(2000),
      },
    )
  })

  test('UTF-16 with a byte order mark is read as such, and noted', () => {
    const little = Uint8Array.from([
      0xff,
      0xfe,
      ...Array.from('Host: a', (character) => [character.charCodeAt(0), 0]).flat(),
    ])
    const big = Uint8Array.from([
      0xfe,
      0xff,
      ...Array.from('Host: a', (character) => [0, character.charCodeAt(0)]).flat(),
    ])
    for (const bytes of [little, big]) {
      expect(texts(bytes)).toEqual(['Host: a'])
      expect(splitLines(bytes).notes).toMatchObject([{ code: 'input-encoding' }])
    }
  })

  test('a line of a megabyte is cut', () => {
    const [line] = splitLines(`#${'x'.repeat(1_000_000)}`, 2_000_000).lines
    expect([line?.octets.length, line?.cut]).toEqual([maxLineOctets, true])
  })
})
