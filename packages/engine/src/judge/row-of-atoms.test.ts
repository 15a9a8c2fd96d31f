import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { testGives } from '../plan/dimension-draft.ts'
import type { TestExpression } from '../plan/dimensions.ts'
import { buildTestTable } from '../plan/build-test-table.ts'
import { RowOfAtoms } from './row-of-atoms.ts'

const { expression } = fc.letrec<{ expression: TestExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.nat(1_000).map((atom): TestExpression => ({ kind: 'atom', atom })),
    fc.nat(1_000).map((atom): TestExpression => ({ kind: 'not', atom })),
    fc.array(tie('expression'), { maxLength: 3 }).map((all): TestExpression => ({ kind: 'and', all })),
    fc.array(tie('expression'), { maxLength: 3 }).map((any): TestExpression => ({ kind: 'or', any })),
  ),
}))

/** The same expression over existing atoms. */
function within(test: TestExpression, atomCount: number): TestExpression {
  switch (test.kind) {
    case 'atom':
    case 'not':
      return { kind: test.kind, atom: test.atom % atomCount }
    case 'and':
      return { kind: 'and', all: test.all.map((each) => within(each, atomCount)) }
    case 'or':
      return { kind: 'or', any: test.any.map((each) => within(each, atomCount)) }
  }
}

it('returns the terms whose tests are true, for few atoms and for many', () => {
  const atomCount = fc.constantFrom(1, 2, 6, 7, 20, 32)
  const tests = fc.array(expression, { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(atomCount, tests, fc.array(fc.nat(8), { maxLength: 32 }), fc.nat(), (count, drawn, picks, held) => {
      const all = drawn.map((test) => within(test, count))
      const terms = picks.map((pick) => ({
        rule: 0,
        tests: new Map(pick < all.length ? [[0, pick]] : []),
      }))
      const bits = count === 32 ? held | 0 : held & ((1 << count) - 1)
      const row = new RowOfAtoms(buildTestTable(0, count, all, terms)).of(bits)
      const atoms = Uint8Array.from({ length: count }, (_, atom) => (held >>> atom) & 1)
      for (const [term, { tests }] of terms.entries()) {
        const test = tests.get(0)
        expect((row >>> term) & 1).toBe(test === undefined || testGives(all[test]!, atoms) ? 1 : 0)
      }
    }),
    { numRuns: runs(500) },
  )
})
