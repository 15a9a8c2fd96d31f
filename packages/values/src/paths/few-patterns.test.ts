import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildPatternIndex } from './build-pattern-index.ts'
import { fewPatterns } from './few-patterns.ts'
import { parsePathPattern } from './parse-path-pattern.ts'
import type { PathPattern } from './path-pattern.ts'
import { scanPatterns } from './scan-patterns.ts'

function pattern(text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new Error(parsed.reason)
  return parsed.pattern
}

const piece = fc.constantFrom('/', '/a', '/A', '/ab', '/b', 'b', 'z', 'Z', '-', '/web/static')
const onceSlashed = (text: string): string => text.replaceAll(/\/{2,}/g, '/')
const path = fc.array(piece, { maxLength: 5 }).map((pieces) => onceSlashed(`/${pieces.join('')}`))
const patternText = fc
  .tuple(path, fc.constantFrom('', '/**', '**', '/'))
  .map(([start, end]) => onceSlashed(`${start}${end}`))

it('finds the same patterns as the walk of the index, for any patterns and path', () => {
  fc.assert(
    fc.property(fc.array(patternText, { maxLength: 6 }), path, fc.boolean(), (texts, received, exactly) => {
      const index = buildPatternIndex(texts.map(pattern), { exactly })
      const out = new Uint32Array(1)
      scanPatterns(index, received, out)
      expect(fewPatterns(index)!(received)).toBe(out[0])
    }),
    { numRuns: runs(1_000) },
  )
})

it('is undefined for more patterns, and for patterns that have to be checked', () => {
  const seven = Array.from({ length: 7 }, (_, i) => pattern(`/${i}`))
  expect(fewPatterns(buildPatternIndex(seven, { exactly: false }))).toBeUndefined()
  expect(fewPatterns(buildPatternIndex([pattern('/a/*/b')], { exactly: false }))).toBeUndefined()
})
