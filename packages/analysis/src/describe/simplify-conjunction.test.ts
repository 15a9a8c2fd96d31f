import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDimensionDraft, expressionHolds, type SignedTest } from '../logic/dimension-draft.ts'
import { simplifyConjunction } from './simplify-conjunction.ts'

const atomCount = 5

const join = fc.record({
  kind: fc.constantFrom('all' as const, 'any' as const),
  parts: fc.array(fc.tuple(fc.nat(100), fc.boolean()), { minLength: 1, maxLength: 3 }),
})

describe('a simplified conjunction', () => {
  it('is equivalent to the conjunction for every assignment of atoms', () => {
    const picks = fc.array(fc.tuple(fc.nat(100), fc.boolean()), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(join, { maxLength: 5 }), picks, fc.nat(100), (joins, picked, named) => {
        const draft = createDimensionDraft({ kind: 'text', of: { kind: 'host' } })
        const made: SignedTest[] = Array.from({ length: atomCount }, (_, index) =>
          draft.testOf({ kind: 'values', values: [String(index)] }),
        )
        const signed = ([index, wanted]: readonly [number, boolean]): SignedTest => {
          const { test, wanted: before } = made[index % made.length]!
          return { test, wanted: before === wanted }
        }
        for (const { kind, parts } of joins) made.push(draft.join(kind, parts.map(signed)))
        const conjunction = picked.map(signed)
        const simplified = simplifyConjunction(draft, conjunction, ({ test }) => test % 7 === named % 7)
        for (let held = 0; held < 2 ** atomCount; held++) {
          const saysAll = (tests: readonly SignedTest[]): boolean =>
            tests.every(({ test, wanted }) => {
              return expressionHolds(draft.tests[test]!, (atom) => ((held >> atom) & 1) === 1) === wanted
            })
          expect(saysAll(simplified)).toBe(saysAll(conjunction))
        }
      }),
      { numRuns: runs(300) },
    )
  })

  it('drops alternatives that the other tests exclude, and keeps named tests whole', () => {
    const draft = createDimensionDraft({ kind: 'text', of: { kind: 'host' } })
    const [one, other, third] = ['a', 'b', 'c'].map((value) => draft.testOf({ kind: 'values', values: [value] })) as [
      SignedTest,
      SignedTest,
      SignedTest,
    ]
    const not = ({ test, wanted }: SignedTest): SignedTest => ({ test, wanted: !wanted })
    const either = draft.join('any', [one, other])
    expect(simplifyConjunction(draft, [either, not(one)], () => false)).toEqual([other, not(one)])
    expect(simplifyConjunction(draft, [either, not(one)], ({ test }) => test === either.test)).toEqual([
      either,
      not(one),
    ])
    const both = draft.join('all', [one, not(third)])
    expect(simplifyConjunction(draft, [both, other], ({ test }) => test === both.test)).toEqual([both, other])
    expect(simplifyConjunction(draft, [both], () => false)).toEqual([one, not(third)])
  })
})
