import { describe, expect, it } from 'vitest'
import { type Condition, foldCondition, forEachTest, leaf, negate, someTest, testsOf } from './condition.ts'
import type { Test } from './tests/test-kinds.ts'

const flagOf = (fact: number): Test => ({ kind: 'flag', fact })
const [a, b, c] = [0, 1, 2].map((fact) => leaf(flagOf(fact))) as [Condition, Condition, Condition]

/** `(a and not (b or c)) or not true` */
const condition: Condition = {
  kind: 'or',
  any: [
    { kind: 'and', all: [a, { kind: 'not', condition: { kind: 'or', any: [b, c] } }] },
    { kind: 'not', condition: { kind: 'true' } },
  ],
}

/** A condition in negation normal form, as text. */
function textOf(of: Condition, wanted?: boolean): string {
  return foldCondition<string>(
    of,
    {
      constant: String,
      all: (parts) => `(${parts.join(' & ')})`,
      any: (parts) => `(${parts.join(' | ')})`,
      test: (test, isWanted) => `${isWanted ? '' : '!'}${test.kind === 'flag' ? test.fact : test.kind}`,
    },
    wanted,
  )
}

describe('foldCondition', () => {
  it('pushes `not` down to the tests', () => {
    expect(textOf(condition)).toBe('((0 & (!1 & !2)) | false)')
  })

  it('folds the negation if the condition is not wanted', () => {
    expect(textOf(condition, false)).toBe('((!0 | (1 | 2)) & true)')
    expect(textOf(negate(condition))).toBe(textOf(condition, false))
  })

  it('passes no parts for an empty `and` and an empty `or`', () => {
    expect([textOf({ kind: 'and', all: [] }), textOf({ kind: 'or', any: [] })]).toEqual(['()', '()'])
  })
})

describe('negate', () => {
  it('removes `not not`', () => {
    expect(negate(negate(a))).toBe(a)
  })
})

describe('the tests of a condition', () => {
  it('are visited in order', () => {
    const visited: Test[] = []
    forEachTest(condition, (test) => visited.push(test))
    expect(visited).toEqual([flagOf(0), flagOf(1), flagOf(2)])
    expect(testsOf(condition)).toEqual(visited)
    expect(testsOf({ kind: 'true' })).toEqual([])
  })

  it('are searched until one is found', () => {
    const seen: Test[] = []
    const isSecond = (test: Test): boolean => seen.push(test) === 2
    expect(someTest(condition, isSecond)).toBe(true)
    expect(seen).toHaveLength(2)
    expect(someTest({ kind: 'and', all: [] }, () => true)).toBe(false)
  })
})
