import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchPath } from './match-path.ts'
import { normalisePath, normalisePattern } from './normalise-path.ts'
import { policyPattern } from './policy-pattern.ts'

/** What a pattern of the language matches: `**` any characters, `*` any but `/`, a final `/**` also nothing. */
function languageMatch(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\/\*\*$/, '\u0001')
    .replaceAll(/[.?$+^|[\]\\{}()]/g, '\\$&')
    .replaceAll('**', '\u0002')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0002', '.*')
    .replaceAll('\u0001', '(?:/.*)?')
  return new RegExp(`^${source}$`).test(path)
}

function testMatch(test: string, path: string): boolean {
  const [, operator, text = ''] = /^target (==|starts with) "(.*)"$/.exec(test) ?? []
  return operator === '==' ? path === text : path.startsWith(text)
}

const letters = fc.constantFrom('a', 'b', '/', '?', '.')
const special = fc.constantFrom('', '', '$', '{', '(b)', ',', '|', '%7B', '%24', '%2F', '%62')

describe('policyPattern', () => {
  test('matches what the pattern of robots.txt matches; a final `/**` also the path without it', () => {
    const body = fc.tuple(
      fc.string({ unit: fc.oneof({ weight: 3, arbitrary: letters }, fc.constant('*')), maxLength: 5 }),
      special,
      fc.string({ unit: letters, maxLength: 3 }),
      fc.constantFrom('', '', '$', '*'),
    )
    const path = fc.tuple(
      fc.string({ unit: letters, maxLength: 6 }),
      special,
      fc.string({ unit: letters, maxLength: 4 }),
    )
    fc.assert(
      fc.property(body, fc.boolean(), path, (parts, open, pieces) => {
        const pattern = normalisePattern(`${open ? '*' : '/'}${parts.join('')}`)
        const written = policyPattern(pattern)
        fc.pre(written.kind === 'test' && written.approximation === undefined)
        // The gate decodes unreserved escapes before any rule.
        const requested = `/${pieces.join('')}`.replaceAll('%62', 'b')
        const asked =
          written.paths.some((one) => languageMatch(one, requested)) ||
          written.tests.some((one) => testMatch(one, requested))
        const tail =
          written.paths.some((one) => one.endsWith('/**')) && matchPath(pattern, normalisePath(`${requested}/`))
        const matches = matchPath(pattern, normalisePath(requested))
        expect(matches ? asked : !asked || tail).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  test('never gives text that ends a line, a quote or a comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const octets = String.fromCharCode(...new TextEncoder().encode(`/${text}`))
        const written = policyPattern(normalisePattern(octets))
        const paths = written.kind === 'test' ? written.paths : []
        const tests = written.kind === 'test' ? written.tests : []
        expect(paths.filter((one) => !one.startsWith('/') || /[^!-~]|[,(){}"#\\]/.test(one))).toEqual([])
        expect(tests.filter((one) => !/^target (?:==|starts with) "[^"\\]*"$/.test(one) || /[^ -~]/.test(one))).toEqual(
          [],
        )
      }),
    )
  })
})
