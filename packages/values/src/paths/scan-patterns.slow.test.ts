import { createRandom, runs, seed } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createScanBuffer } from '../tokens/scan-buffer.ts'
import { buildPatternIndex, isFloating } from './build-pattern-index.ts'
import { foldPath, foldPattern } from './fold-path.ts'
import { parsePathPattern } from './parse-path-pattern.ts'
import { pathMatches } from './path-matches.ts'
import type { PathPattern, PathPiece } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'
import { scanPatterns } from './scan-patterns.ts'

function pattern(text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new Error(parsed.reason)
  return parsed.pattern
}

// Shared by all tests, so that the leftovers of one path are present for the next; too small for some.
const buffer = createScanBuffer(40)

function scan(patterns: readonly PathPattern[], path: string, exactly: boolean): readonly number[] {
  const out = new Uint32Array((patterns.length + 31) >>> 5)
  scanPatterns(buildPatternIndex(patterns, { exactly }), path, out, undefined, buffer)
  return [...patterns.keys()].filter((index) => ((out[index >>> 5]! >>> (index & 31)) & 1) === 1)
}

function slowly(patterns: readonly PathPattern[], path: string, exactly: boolean): readonly number[] {
  return [...patterns.keys()].filter((index) =>
    exactly ? pathMatches(patterns[index]!, path) : pathMatches(foldPattern(patterns[index]!), foldPath(path)),
  )
}

describe('an index', () => {
  const texts = [
    '/admin',
    '/admin/**',
    '/Admin**',
    '/api/*/keys',
    '**.php',
    '/**',
    '/a*',
    '/**/x*y/**',
    '/web/static/**',
  ]
  const patterns = texts.map(pattern)
  const found = (path: string, exactly: boolean) => scan(patterns, path, exactly).map((index) => texts[index])

  it('marks every pattern that matches the folded path', () => {
    expect(found('/ADMIN/', false)).toEqual(['/admin', '/admin/**', '/Admin**', '/**', '/a*'])
    expect(found('/administrator', false)).toEqual(['/Admin**', '/**', '/a*'])
    expect(found('/api/v1/keys/', false)).toEqual(['/api/*/keys', '/**'])
    expect(found('/web/static/x-y/z.PHP', false)).toEqual(['**.php', '/**', '/**/x*y/**', '/web/static/**'])
    expect(found('/', false)).toEqual(['/**'])
  })

  it('marks those that match the unchanged path if paths match exactly', () => {
    expect(found('/ADMIN/', true)).toEqual(['/**'])
    expect(found('/admin/', true)).toEqual(['/admin/**', '/**'])
  })

  it('does not count the dropped slash as part of a prefix', () => {
    const begins = patternOf([{ kind: 'literal', text: '/a/' }, { kind: 'globstar' }])
    expect([scan([begins], '/a/', false), scan([begins], '/a/b/', false), scan([begins], '/a/', true)]).toEqual([
      [],
      [0],
      [0],
    ])
  })

  it('keeps bits that are already set', () => {
    const out = Uint32Array.of(0b1000)
    scanPatterns(buildPatternIndex([pattern('/a'), pattern('/b')], { exactly: true }), '/b', out)
    expect(out[0]).toBe(0b1010)
  })

  it('accepts a scratch array with any content instead of its own', () => {
    const index = buildPatternIndex(patterns, { exactly: false })
    const [own, given] = [new Uint32Array(1), new Uint32Array(1)]
    scanPatterns(index, '/x.php', own)
    scanPatterns(index, '/x.php', given, Uint32Array.of(0xffff_ffff))
    expect(given).toEqual(own)
  })

  it('files patterns with one prefix by another literal if they are many or literals are searched anyway', () => {
    const few = ['/api/*/keys', '/api/*/users/*', '/api/**/audit', '/api/*x', '/api/v*/keys']
    const many = [...few, '/api/*a-b', '/api/*a-c', '/api/*a-d', '/api/*a-e', '/api/*a-f']
    const literalCounts = [few, many, [...few, '**.php'], ['/*/keys', '/*/users'], ['/*/keys', '/*/users', '/*.php']]
    expect(
      literalCounts.map((texts) => buildPatternIndex(texts.map(pattern), { exactly: true }).literalChecks.length),
    ).toEqual([0, 9, 4, 0, 3])
    for (const texts of literalCounts) {
      for (const path of [
        '/API/v1/keys/',
        '/api/x',
        '/api/1/users/2',
        '/api/a/b/audit',
        '/api/audit',
        '/x/keys',
        '/',
      ]) {
        for (const exactly of [true, false]) {
          const patterns = texts.map(pattern)
          expect([path, scan(patterns, path, exactly)]).toEqual([path, slowly(patterns, path, exactly)])
        }
      }
    }
  })

  it('finds literals after the first 2,048 characters', () => {
    expect(scan([pattern('**/secret')], `/${'a'.repeat(5_000)}/secret`, false)).toEqual([0])
  })

  it('marks nothing on an empty path, or without patterns', () => {
    expect(scan(patterns, '', true)).toEqual(['/**'].map((text) => texts.indexOf(text)))
    expect(scan([], '/a', false)).toEqual([])
  })

  it('rejects literals outside printable ASCII', () => {
    expect(() => buildPatternIndex([patternOf([{ kind: 'literal', text: '/é' }])], { exactly: true })).toThrow(
      TypeError,
    )
  })

  it('also matches texts other than paths', () => {
    const host = patternOf([{ kind: 'globstar' }, { kind: 'literal', text: '.example.com' }])
    expect(scan([host], 'a.example.com', true)).toEqual([0])
    expect(scan([host], 'example.com', true)).toEqual([])
  })
})

it('floating patterns are those that begin with a wildcard and contain a literal', () => {
  expect(['**.php', '**/x/**'].map((text) => isFloating(pattern(text)))).toEqual([true, true])
  expect(['/**', '**', '/a', '/*.php'].map((text) => isFloating(pattern(text)))).toEqual([false, false, false, false])
})

const literal = (unit: fc.Arbitrary<string>, maxLength: number) =>
  fc.string({ unit, maxLength }).map((text): PathPiece => ({ kind: 'literal', text }))
const wild = fc.constantFrom<PathPiece>({ kind: 'star' }, { kind: 'globstar' })
const shapeOf = (piece: fc.Arbitrary<PathPiece>, maxLength: number) =>
  fc
    .tuple(fc.array(piece, { maxLength }), fc.boolean())
    .map(([pieces, tail]) => patternOf(tail ? [...pieces, { kind: 'tail' }] : pieces))

describe('the index agrees with the matcher of one pattern', () => {
  const letters = fc.constantFrom('a', 'b', '/', 'A')

  it('for patterns and paths of few letters', () => {
    const shapes = fc.array(shapeOf(fc.oneof(literal(letters, 3), wild), 6), { maxLength: 40 })
    fc.assert(
      fc.property(shapes, fc.string({ unit: letters, maxLength: 14 }), fc.boolean(), (patterns, path, exactly) => {
        expect(scan(patterns, path, exactly)).toEqual(slowly(patterns, path, exactly))
      }),
      { numRuns: runs(700, 1 / 2) },
    )
  })

  it('for patterns longer than a word of bits', () => {
    const shapes = fc.array(shapeOf(fc.oneof(literal(letters, 20), wild), 9), { maxLength: 5 })
    fc.assert(
      fc.property(
        shapes,
        fc.string({ unit: letters, maxLength: 60 }),
        fc.infiniteStream(letters),
        (patterns, tail, fill) => {
          // A path that matches the first pattern, or nearly.
          const made = (patterns[0]?.pieces ?? []).map((piece) =>
            piece.kind === 'literal' ? piece.text : [...fill.take(5)].join(''),
          )
          for (const path of [made.join(''), made.join('') + tail, tail]) {
            expect(scan(patterns, path, true)).toEqual(slowly(patterns, path, true))
          }
        },
      ),
      { numRuns: runs(200, 1 / 2) },
    )
  })

  it('for stars among many positions, which match no slash', () => {
    const texts = ['/**/aaaaaaaa*bbbbbbbb*cccccccc*dddddddd/**/x', '/**aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa*bb*c**']
    const patterns = texts.map(pattern)
    const holes = ['', 'x', '/', 'x/y']
    for (const a of holes) {
      for (const b of holes) {
        for (const path of [`/x/aaaaaaaa${a}bbbbbbbb${b}cccccccc-dddddddd/x/x`, `/x${'a'.repeat(37)}${a}bb${b}cc`]) {
          expect([path, scan(patterns, path, true)]).toEqual([path, slowly(patterns, path, true)])
        }
      }
    }
  })

  it('for realistic patterns, many to a prefix, and any characters in the path', () => {
    const word = fc.constantFrom('api', 'v1', 'v2', 'users', 'keys', 'admin', 'static', 'x')
    const segment = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom('*', '**', '*.php', 'x*'))
    const text = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/**', '/', '**'))
      .map(([segments, end]) => `/${segments.join('/')}${end}`)
    const part = fc.oneof(
      { weight: 6, arbitrary: word },
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('a.php', 'xy', ''),
    )
    const path = fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`)
    fc.assert(
      fc.property(fc.array(text, { maxLength: 120 }), path, fc.boolean(), (sources, request, exactly) => {
        const patterns = sources.map(pattern)
        expect(scan(patterns, request, exactly)).toEqual(slowly(patterns, request, exactly))
      }),
      { numRuns: runs(200, 1 / 2) },
    )
  })

  it('if most states of the prefix trie have no row of their own', () => {
    const draw = createRandom(seed)
    const random = (below: number) => Math.floor(draw() * below)
    const name = () => Array.from({ length: 12 }, () => String.fromCharCode(97 + random(26))).join('')
    const texts = Array.from({ length: 1_500 }, () => `/${name()}/${name()}${['', '/**', '**', '/*/x'][random(4)]}`)
    const patterns = texts.map(pattern)
    const index = buildPatternIndex(patterns, { exactly: true })
    expect(index.prefixes.denseCount).toBeLessThan(index.prefixes.lists.length / 2)
    for (let round = 0; round < 200; round++) {
      const path = texts[random(texts.length)]!.replaceAll('**', 'a/b').replaceAll('*', 'c') + ['', '/', 'z'][random(3)]
      const out = new Uint32Array((patterns.length + 31) >>> 5)
      scanPatterns(index, path, out)
      const marked = [...patterns.keys()].filter((place) => ((out[place >>> 5]! >>> (place & 31)) & 1) === 1)
      expect(marked).toEqual(slowly(patterns, path, true))
    }
  })
})
