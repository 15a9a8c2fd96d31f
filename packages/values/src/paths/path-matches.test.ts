import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { foldPath, foldPattern } from './fold-path.ts'
import { parsePathPattern } from './parse-path-pattern.ts'
import { pathMatches } from './path-matches.ts'
import type { PathPiece } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'
import { patternRegExp } from './path-pattern.reference.ts'

const matched = (pattern: string, ...paths: string[]): readonly string[] =>
  paths.filter((path) => pathMatches(pattern, path))

describe('a pattern', () => {
  it('matches the whole path, from its beginning to its end', () => {
    expect(matched('/admin', '/admin', '/admin/', '/admin/x', '/administrator', '/x/admin')).toEqual(['/admin'])
  })

  it('matches any characters except a slash with `*`', () => {
    expect(matched('/api/*/keys', '/api/v1/keys', '/api//keys', '/api/a/b/keys', '/api/keys')).toEqual([
      '/api/v1/keys',
      '/api//keys',
    ])
    expect(matched('/a*c', '/ac', '/abc', '/a/c')).toEqual(['/ac', '/abc'])
  })

  it('matches any characters with `**`', () => {
    expect(matched('/**.php', '/x.php', '/a/b.php', '/.php', '/x.php5', '/x.PHP')).toEqual([
      '/x.php',
      '/a/b.php',
      '/.php',
    ])
    expect(matched('/a/**/b', '/a/x/b', '/a/x/y/b', '/a//b', '/a/b')).toEqual(['/a/x/b', '/a/x/y/b', '/a//b'])
  })

  it('matches the path without a trailing `/**`', () => {
    expect(matched('/admin/**', '/admin', '/admin/', '/admin/x/y', '/administrator', '/')).toEqual([
      '/admin',
      '/admin/',
      '/admin/x/y',
    ])
    expect(matched('/**', '/', '/a', '/a/b')).toEqual(['/', '/a', '/a/b'])
    expect(matched('/a*/**', '/a', '/abc', '/abc/d', '/b')).toEqual(['/a', '/abc', '/abc/d'])
  })

  it('matches nothing if its text is invalid', () => {
    expect(matched('admin', 'admin', '/admin')).toEqual([])
  })

  it('takes time linear in the path, whatever the path contains', () => {
    const hostile = `${'/a'.repeat(4_000)}/`
    expect(pathMatches('/**a*a**a*a**a*a**a*a**ab', hostile)).toBe(false)
  })
})

it('agrees with the regular expression of its pieces', () => {
  const letters = fc.constantFrom('a', 'b', '/', '.', '$')
  const piece = fc.oneof(
    fc.string({ unit: letters, maxLength: 3 }).map((text): PathPiece => ({ kind: 'literal', text })),
    fc.constantFrom<PathPiece>({ kind: 'star' }, { kind: 'globstar' }),
  )
  const pattern = fc
    .tuple(fc.array(piece, { maxLength: 6 }), fc.boolean())
    .map(([pieces, tail]) => patternOf(tail ? [...pieces, { kind: 'tail' }] : pieces))
  fc.assert(
    fc.property(pattern, fc.string({ unit: letters, maxLength: 10 }), (shape, path) => {
      expect(pathMatches(shape, path)).toBe(patternRegExp(shape).test(path))
    }),
    { numRuns: runs(2_000) },
  )
})

describe('a parsed pattern', () => {
  it('has normalised escapes, as request paths have', () => {
    const pieces = (text: string) => {
      const parsed = parsePathPattern(text)
      return parsed.kind === 'pattern' ? parsed.pattern.pieces : parsed.reason
    }
    expect(pieces('/%61%2f%7E%c3%a9')).toEqual([{ kind: 'literal', text: '/a%2F~%C3%A9' }])
    expect(pieces('/a|b^"c"')).toEqual([{ kind: 'literal', text: '/a%7Cb%5E%22c%22' }])
    expect(pieces('/é x/日')).toEqual([{ kind: 'literal', text: '/%C3%A9%20x/%E6%97%A5' }])
    expect(pieces('/a%2A*')).toEqual([{ kind: 'literal', text: '/a%2A' }, { kind: 'star' }])
  })

  it('has its wildcards in the simplest form', () => {
    expect(parsePathPattern('/**')).toEqual(parsePathPattern('**'))
    expect(parsePathPattern('/a****b')).toEqual(parsePathPattern('/a**b'))
    expect(parsePathPattern('**/**')).toEqual(parsePathPattern('**'))
  })

  it('is rejected with the reason if no request path can match it', () => {
    const begins = 'a path pattern must begin with `/` or `**`'
    const reasons: readonly [string, string][] = [
      ['', begins],
      ['admin', begins],
      ['*.php', begins],
      ['/%', '`%` in a path pattern must be followed by two hex digits'],
      ['/%zz', '`%` in a path pattern must be followed by two hex digits'],
      ['/a\n', 'a path pattern must not contain control characters or broken UTF-16'],
      ['/\ud800', 'a path pattern must not contain control characters or broken UTF-16'],
      ['/a\\b', 'a request path never contains a backslash'],
      ['/a%5cb', 'a request path never contains a backslash'],
      ['/a#b', 'a request path never contains a `#`'],
      ['/a%00', 'a request path never contains an escaped control character'],
      ['/a//b', 'a request path never contains `//`: repeated slashes are collapsed'],
      ['/a/../b', 'a request path never contains `.` or `..` as a segment'],
      ['/a/%2e%2E', 'a request path never contains `.` or `..` as a segment'],
      ['/a/..;/b', 'a request path never contains `.` or `..` as a segment'],
      ['/a%2f..', 'a request path never contains `.` or `..` as a segment'],
      ['/a/..%3Bb', 'a request path never contains `.` or `..` as a segment'],
      ['/a%252Eb', 'a request path never contains a double-encoded character'],
      ['/%C0%AF', 'a request path never contains overlong UTF-8'],
    ]
    for (const [text, reason] of reasons)
      expect([text, parsePathPattern(text)]).toEqual([text, { kind: 'fault', reason }])
  })

  it('may contain two slashes and dots in its query', () => {
    expect(matched('/go?to=http://**', '/go?to=http://x/../y')).toEqual(['/go?to=http://x/../y'])
  })

  it('may contain escapes after a wildcard that only a query keeps', () => {
    expect(matched('/go**%252e', '/go?to=%252e')).toEqual(['/go?to=%252e'])
  })

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['pattern', 'fault']).toContain(parsePathPattern(`/${text}`).kind)
      }),
    )
  })
})

describe('folding', () => {
  const folded = (text: string, path: string): boolean => {
    const parsed = parsePathPattern(text)
    return parsed.kind === 'pattern' && pathMatches(foldPattern(parsed.pattern), foldPath(path))
  }

  it('ignores ASCII case and one trailing slash', () => {
    expect(foldPath('/LogIn/')).toBe('/login')
    expect(foldPath('/')).toBe('/')
    expect(foldPath('/%C3%89')).toBe('/%c3%89')
    expect(foldPath('/É')).toBe('/É')
    for (const path of ['/login', '/LOGIN', '/Login/']) expect([path, folded('/Login', path)]).toEqual([path, true])
    for (const path of ['/login', '/LOGIN/']) expect([path, folded('/login/', path)]).toEqual([path, true])
    expect(folded('/login', '/login//')).toBe(false)
  })

  it('keeps the path that is a single slash', () => {
    expect(folded('/', '/')).toBe(true)
    expect(folded('/', '/a')).toBe(false)
    expect(folded('/*', '/')).toBe(true)
  })

  it('matches escapes with digits in any case', () => {
    expect(folded('/%c3%a9', '/%C3%A9')).toBe(true)
  })

  it('makes `/a/**/` equal to `/a/**`', () => {
    expect(['/a', '/a/', '/a/b/', '/ab'].filter((path) => folded('/a/**/', path))).toEqual(['/a', '/a/', '/a/b/'])
    expect(folded('/**/', '/')).toBe(true)
  })

  it('of a pattern is the same as folding its text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '/', '*', '%C3'), maxLength: 9 }).map((rest) => `/${rest}`)
    fc.assert(
      fc.property(text, (source) => {
        const pattern = parsePathPattern(source)
        const ofFolded = parsePathPattern(foldPath(source))
        fc.pre(pattern.kind === 'pattern' && ofFolded.kind === 'pattern')
        expect(foldPattern(pattern.pattern)).toEqual(foldPattern(ofFolded.pattern))
      }),
      { numRuns: runs(1_000) },
    )
  })
})
