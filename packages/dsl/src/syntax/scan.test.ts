import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryMessyProgram } from '../testing/random-program.ts'
import { scan, vocabulary } from './scan.ts'
import { labelOf, type TokenKind } from './token-type.ts'
import { Word } from './tokens.ts'

type Seen = readonly [kind: string, image: string]

/** The same, by trying every kind at every place, in order; what may not follow a keyword is said once more. */
function scanSlowly(text: string): readonly Seen[] {
  const seen: Seen[] = []
  for (let rest = text; rest.length > 0;) {
    const tried = vocabulary.flatMap((kind) => {
      const image = beginning(kind, rest)
      return image === undefined ? [] : [{ kind, image }]
    })
    const [first] = tried
    if (first === undefined) throw new Error(`nothing matches ${JSON.stringify(rest)}`)
    const word = beginning(Word, rest) ?? ''
    const isWord = first.kind.longer === Word && word.length > first.image.length
    const [name, image] = isWord ? [Word.name, word] : [first.kind.name, first.image]
    if (first.kind.group !== 'skipped') seen.push([name, image])
    rest = rest.slice(image.length)
  }
  return seen
}

function beginning({ word, literal, pattern }: TokenKind, text: string): string | undefined {
  if (word !== undefined) return new RegExp(String.raw`^${word}(?!\w|[.-]+\w)`).exec(text)?.[0]
  if (literal !== undefined) return text.startsWith(literal) ? literal : undefined
  return pattern === undefined
    ? undefined
    : new RegExp(`^(?:${pattern.source})`, pattern.flags.replace('y', '')).exec(text)?.[0]
}

function scanned(text: string): readonly Seen[] {
  const { tokens, comments, dropped } = scan(text)
  return [...tokens, ...comments, ...dropped]
    .toSorted((a, b) => a.startOffset - b.startOffset)
    .map(({ tokenType, image }) => [tokenType.name, image])
}

const words = vocabulary.map((kind) => kind.word ?? kind.literal ?? labelOf(kind))

const pieces = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    'mon',
    'Mon-fri',
    'sun-',
    'a.b',
    'a-b',
    '1a',
    '24h',
    '10.0.0.0/8',
    '::1',
    'a:b:c',
    '04:00',
    '2026-01-02',
    '/a/**',
  ),
  fc.constantFrom(
    'Europe/Paris',
    '"a',
    '"b"',
    "'c'",
    '“d”',
    '//',
    '# e',
    '===',
    '=~',
    '<>',
    '=>',
    '=<',
    '&&',
    '||',
    '—',
    'é',
    'iné',
    ';',
  ),
  fc.constantFrom('.', '-', '/', ':', '_', '0', '?', '\u00a0', '\u2028', '\ufeff', '\r\n'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

describe('the tokens of a text', () => {
  test('are those that trying every kind at every place finds', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom('', ' '), (all, between) => {
        const text = all.join(between)
        expect(scanned(text)).toEqual(scanSlowly(text))
      }),
      { numRuns: 3_000 },
    )
  })

  test('are those of well-formed programs too', () => {
    fc.assert(
      fc.property(arbitraryMessyProgram(), (text) => {
        expect(scanned(text)).toEqual(scanSlowly(text))
      }),
      { numRuns: 60 },
    )
  })

  test('stand where they were written, and hold all that is no blank', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const text = all.join('')
        const { tokens, comments, dropped } = scan(text)
        let rest = text
        for (const { startOffset, image } of [...tokens, ...comments, ...dropped].toSorted(
          (a, b) => b.startOffset - a.startOffset,
        )) {
          expect(text.slice(startOffset, startOffset + image.length)).toBe(image)
          rest = rest.slice(0, startOffset) + rest.slice(startOffset + image.length)
        }
        expect(rest.trim()).toBe('')
      }),
    )
  })
})
