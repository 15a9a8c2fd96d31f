import { type Condition, leaf } from '@tidegate/model'
import { modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { createBotFormulas } from './bot-formulas.ts'
import type { Formula } from './formula.ts'
import { conditionFormula } from './rule-formula.ts'
import { maxTerms, type TermDraft, toTerms } from './to-terms.ts'

const model = modelOf({ addressSets: [], pathSets: [] })

function termsOf(condition: Condition): readonly TermDraft[] {
  return toTerms(conditionFormula(condition, true, { facts: [], bots: createBotFormulas(model) }))
}

function inSet(set: number): Condition {
  return leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set })
}

function onPath(set: number): Condition {
  return leaf({ kind: 'path-in', subject: 'path', set })
}

function shape(terms: readonly TermDraft[]): readonly (readonly [number, string])[] {
  return terms.map(({ tests, residual }) => [tests.size, residual.kind] as const)
}

/** The sets in a conjunction of tests. */
function setsOf(formula: Formula): readonly number[] {
  if (formula.kind === 'and') return formula.all.flatMap(setsOf)
  const atom = formula.kind === 'leaf' && formula.leaf.kind === 'atom' ? formula.leaf.atom : undefined
  return atom !== undefined && 'set' in atom ? [atom.set] : []
}

describe('toTerms', () => {
  it('makes one test of all conditions on one dimension, however they are combined', () => {
    const listed: Condition = {
      kind: 'or',
      any: [inSet(0), { kind: 'and', all: [inSet(1), { kind: 'not', condition: inSet(2) }] }],
    }
    expect(shape(termsOf(listed))).toEqual([[1, 'constant']])
    expect(shape(termsOf({ kind: 'and', all: [listed, onPath(0), inSet(3)] }))).toEqual([[2, 'constant']])
  })

  it('makes one term of each alternative over several dimensions', () => {
    const pairs = [0, 1, 2].map((set): Condition => ({ kind: 'and', all: [inSet(set), onPath(set)] }))
    expect(shape(termsOf({ kind: 'or', any: pairs }))).toEqual([
      [2, 'constant'],
      [2, 'constant'],
      [2, 'constant'],
    ])
  })

  it('has no terms for a false condition, and one without tests for a true one', () => {
    expect(termsOf({ kind: 'not', condition: { kind: 'true' } })).toEqual([])
    expect(shape(termsOf({ kind: 'true' }))).toEqual([[0, 'constant']])
  })

  it('keeps tests that belong to no dimension as a residual', () => {
    const flag: Condition = leaf({ kind: 'flag', fact: 0 })
    expect(shape(termsOf({ kind: 'and', all: [flag, inSet(0)] }))).toEqual([[1, 'leaf']])
  })

  it('keeps all tests on one dimension in alternatives over several', () => {
    const either = (set: number): Condition => ({ kind: 'or', any: [inSet(set), onPath(set)] })
    const terms = termsOf({ kind: 'and', all: [either(0), either(1)] })
    expect(terms.map(({ tests }) => [...tests.values()].map(({ formula }) => setsOf(formula)))).toEqual([
      [[0, 1]],
      [[0], [1]],
      [[0], [1]],
      [[0, 1]],
    ])
  })

  it('makes a residual of a condition with too many terms, with the tests that all terms share', () => {
    const pairs = Array.from({ length: maxTerms + 1 }, (_, set): Condition => ({
      kind: 'and',
      all: [inSet(set), onPath(set)],
    }))
    expect(shape(termsOf({ kind: 'or', any: pairs }))).toEqual([[0, 'or']])
    const atMethod: Condition = leaf({ kind: 'text-in', subject: { kind: 'method' }, values: ['GET'] })
    expect(shape(termsOf({ kind: 'and', all: [atMethod, { kind: 'or', any: pairs }] }))).toEqual([[1, 'or']])
    expect(termsOf({ kind: 'or', any: pairs.slice(1) })).toHaveLength(maxTerms)
  })

  it('accepts a rule with the maximum number of tests', () => {
    const either = Array.from({ length: 20_000 }, (_, set): Condition => ({
      kind: 'or',
      any: [inSet(set), onPath(set)],
    }))
    const terms = termsOf({ kind: 'and', all: either })
    expect(shape(terms)).toEqual(Array.from({ length: 16 }, () => [expect.any(Number), 'and']))
    expect(terms.every(({ residual }) => residual.kind === 'and' && residual.all.length === 20_000 - 4)).toBe(true)
    const all = Array.from({ length: 200_000 }, (_, set) => inSet(set))
    expect(shape(termsOf({ kind: 'and', all: [{ kind: 'and', all }, onPath(0)] }))).toEqual([[2, 'constant']])
  })
})
