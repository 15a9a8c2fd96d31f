import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldPath, foldPattern } from './fold-path.ts'
import { parsePathPattern } from './parse-path-pattern.ts'

const texts = fc.array(fc.constantFrom('/', '/', 'a', 'B', '*', '**', '.php', '%2f'), { maxLength: 8 })

it('does not change a pattern that is already folded', () => {
  fc.assert(
    fc.property(texts, (pieces) => {
      const parsed = parsePathPattern(`/${pieces.join('')}`)
      fc.pre(parsed.kind !== 'fault')
      const once = foldPattern(parsed.pattern)
      expect(foldPattern(once)).toEqual(once)
    }),
    { numRuns: runs(2_000) },
  )
})

it('does not change a canonical path that is already folded', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('/a', '/B', '%2F', '.', '/-', 'x'), { maxLength: 8 }), (pieces) => {
      const path = foldPath(`/${pieces.join('')}`)
      expect(foldPath(path)).toBe(path)
    }),
  )
})
