import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchPath } from '../query/match-path.ts'
import { normalisePath, normalisePattern } from '../parse/normalise-path.ts'
import { policyPattern } from './policy-pattern.ts'

/** The matches of a pattern of the language: `**` for any characters, `*` for any except `/`, a final `/**` also for none. */
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

function testMatch(test: string, target: string): boolean {
  const [, operator, quoted] = /^target (==|starts with|ends with|contains) "(.*)"$/.exec(test) ?? []
  const [, inner] = /^\((target in .*) and target != "\/"\)$/.exec(test) ?? []
  if (inner !== undefined) return target !== '/' && testMatch(inner, target)
  if (quoted === undefined)
    return test
      .slice('target in '.length)
      .split(', ')
      .some((one) => languageMatch(one, target))
  const text = quoted.replaceAll(/\\(.)/g, '$1')
  if (operator === '==') return target === text
  if (operator === 'starts with') return target.startsWith(text)
  return operator === 'ends with' ? target.endsWith(text) : target.includes(text)
}

const letters = fc.constantFrom('a', 'b', '/', '?', '.')
const special = fc.constantFrom('', '', '$', '{', '(b)', ',', '|', '"', '%7B', '%24', '%2A', '%2F', '%62', '%5C', '%0A')
/** Text that a request path never contains; a query may. */
const refused = /\/\/|%5C|%0A|["{|]|\/\.\.?(?:\/|$)/

describe('policyPattern', () => {
  test('matches the same as the pattern of robots.txt', () => {
    const body = fc.tuple(
      fc.string({ unit: fc.oneof({ weight: 3, arbitrary: letters }, fc.constant('*')), maxLength: 5 }),
      special,
      fc.string({ unit: letters, maxLength: 3 }),
      fc.constantFrom('', '', '$', '*', '*$', '/'),
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
        fc.pre(written.kind !== 'test' || written.approximation === undefined)
        // The gate decodes unreserved escapes before any rule.
        const requested = `/${pieces.join('')}`.replaceAll('%62', 'b')
        fc.pre(!refused.test(requested.split('?', 1)[0] ?? ''))
        const asked =
          written.kind === 'always' ||
          (written.kind === 'test' && written.tests.some((one) => testMatch(one, requested)))
        expect(asked).toBe(matchPath(pattern, normalisePath(requested)))
      }),
      { numRuns: runs(10_000) },
    )
  })

  test('never returns text that ends a line, a string or a comment', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), letters, fc.constant('*')) }),
        (text) => {
          const octets = String.fromCharCode(...new TextEncoder().encode(`/${text}`))
          const written = policyPattern(normalisePattern(octets))
          const tests = written.kind === 'test' ? written.tests : []
          const isText = /^target (?:==|starts with|ends with|contains) "(?:[ !#-[\]-~]|\\["\\])+"$/
          const isPath = /^target in \/[!$-'+-z|~*]*(?:, \/[!$-'+-z|~*]*)*$/
          const inner = (test: string): string => /^\((.*) and target != "\/"\)$/.exec(test)?.[1] ?? test
          expect(tests.map(inner).filter((one) => !isText.test(one) && !isPath.test(one))).toEqual([])
        },
      ),
      { numRuns: runs(1000) },
    )
  })
})
