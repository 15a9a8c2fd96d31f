import { runs } from '@tidegate/test-support'
import { Lexer, tokenLabel, type IToken, type TokenType } from 'chevrotain'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { arbitraryMessyProgram } from '../testing/random-program.ts'
import { tokenize, vocabulary, type Tokenized } from './lexer.ts'
import { Word } from './tokens.ts'

type Seen = readonly [kind: string, image: string]

/** Reference implementation: tries every token type at every offset in order; the rule for what may follow a keyword is repeated here. */
function tokenizeByTrying(text: string): readonly Seen[] {
  const seen: Seen[] = []
  for (let offset = 0; offset < text.length;) {
    const { kind, image } = firstAt(text, offset)
    if (kind.GROUP !== Lexer.SKIPPED) seen.push([kind.name, image])
    offset += image.length
  }
  return seen
}

function firstAt(text: string, offset: number): { readonly kind: TokenType; readonly image: string } {
  for (const [kind, imageAt] of matchers) {
    const image = imageAt(text, offset)
    if (image === undefined) continue
    const word = kind.LONGER_ALT === Word ? matchers.get(Word)?.(text, offset) : undefined
    return word !== undefined && word.length > image.length ? { kind: Word, image: word } : { kind, image }
  }
  throw new Error(`nothing matches ${JSON.stringify(text.slice(offset))}`)
}

type Matcher = (text: string, offset: number) => string | undefined

const matchers: ReadonlyMap<TokenType, Matcher> = new Map(
  vocabulary.flatMap((kind) => (kind.PATTERN === Lexer.NA ? [] : [[kind, matcherOf(kind)] as const])),
)

function matcherOf({ PATTERN, LONGER_ALT }: TokenType): Matcher {
  if (typeof PATTERN === 'function') return (text, offset) => PATTERN(text, offset, [], {})?.[0]
  if (typeof PATTERN === 'string' && LONGER_ALT === undefined) {
    return (text, offset) => (text.startsWith(PATTERN, offset) ? PATTERN : undefined)
  }
  const source = typeof PATTERN === 'string' ? String.raw`${PATTERN}(?!\w|[.-]+\w)` : (PATTERN as RegExp).source
  const pattern = new RegExp(source, PATTERN instanceof RegExp ? `${PATTERN.flags}y` : 'y')
  return (text, offset) => {
    pattern.lastIndex = offset
    return pattern.exec(text)?.[0]
  }
}

function tokenized(text: string): readonly Seen[] {
  return inOrder(tokenize(text)).map(({ tokenType, image }) => [tokenType.name, image])
}

function inOrder({ tokens, comments, dropped }: Tokenized): readonly IToken[] {
  return [...tokens, ...comments, ...dropped].toSorted((a, b) => a.startOffset - b.startOffset)
}

const words = vocabulary.map((kind) => (typeof kind.PATTERN === 'string' ? kind.PATTERN : tokenLabel(kind)))

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
  test('are the same as those found by trying every type at every offset', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom('', ' '), (all, between) => {
        const text = all.join(between)
        expect(tokenized(text)).toEqual(tokenizeByTrying(text))
      }),
      { numRuns: runs(1_000) },
    )
  })

  test('are the same for well-formed programs', () => {
    fc.assert(
      fc.property(arbitraryMessyProgram(), (text) => {
        expect(tokenized(text)).toEqual(tokenizeByTrying(text))
      }),
      { numRuns: runs(60) },
    )
  })

  test('are found for every first character', () => {
    const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => code < 0x300 || code % 51 === 0)
    const text = codes.map((code) => `${String.fromCharCode(code)}1 `).join('\n')
    expect(tokenized(text)).toEqual(tokenizeByTrying(text))
  })

  test('are at the offsets where they were written, and cover everything except white space', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const text = all.join('')
        let rest = text
        for (const { startOffset, image } of inOrder(tokenize(text)).toReversed()) {
          expect(text.slice(startOffset, startOffset + image.length)).toBe(image)
          rest = rest.slice(0, startOffset) + rest.slice(startOffset + image.length)
        }
        expect(rest.trim()).toBe('')
      }),
    )
  })
})

test('Chevrotain accepts the token types, and can select all of them by their first character', () => {
  const warn = vi.spyOn(console, 'error')
  const lexer = new Lexer([...vocabulary], { positionTracking: 'onlyOffset', ensureOptimizations: true })
  expect(lexer.lexerDefinitionErrors).toEqual([])
  expect(warn).not.toHaveBeenCalled()
})
