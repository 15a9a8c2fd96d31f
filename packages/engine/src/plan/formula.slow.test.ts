import { describe, expect, it } from 'vitest'
import { allOf, anyOf, atomLeaf, constant, type Formula, leafCount, negate, otherLeaf } from './formula.ts'

const many = 300_000

function leaves(count: number): readonly Formula[] {
  return Array.from({ length: count }, (_, fact) => otherLeaf({ kind: 'flag', fact }, true))
}

describe('allOf and anyOf', () => {
  it('accept hundreds of thousands of parts, nested or flat', () => {
    const some = leaves(many)
    expect(leafCount(allOf([allOf(some), ...leaves(1)]))).toBe(many + 1)
    expect(leafCount(anyOf([anyOf(some), anyOf(some)]))).toBe(2 * many)
    expect(negate(negate(anyOf(some)))).toEqual(anyOf(some))
  })

  it('simplify constants', () => {
    const window = atomLeaf({ kind: 'time' }, { kind: 'window', window: 0 }, true)
    expect(allOf([constant(true), window])).toEqual(window)
    expect(allOf([window, constant(false), window])).toEqual(constant(false))
    expect(anyOf([constant(false), window])).toEqual(window)
    expect(anyOf([window, constant(true)])).toEqual(constant(true))
    expect([allOf([]), anyOf([])]).toEqual([constant(true), constant(false)])
  })
})
