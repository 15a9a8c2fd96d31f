import { maxAgentScan } from '@tidegate/values'
import { maxPathLength } from '../http/read-target.ts'
import type { Dimension, Residual, TestExpression, TextDimension } from './dimensions.ts'
import { longestHead } from './longest-head.ts'
import type { Plan } from './plan.ts'
import { stepsOf } from './tests/planned-kinds.ts'

/**
 * The most that judging one request can take, in steps: comparisons, table look-ups, characters read. A step is a few nanoseconds.
 * Reading the request and counting are not part of it, but the number of limits that may have to be counted is.
 */
export interface WorstCost {
  readonly steps: number
  /** What the steps are made of, the dearest first. */
  readonly parts: readonly CostPart[]
  /** Limits that may apply at once. */
  readonly limits: number
}

export interface CostPart {
  readonly what: 'addresses' | 'agent' | 'texts' | 'tests' | 'rows' | 'residuals'
  readonly steps: number
}

/** Nodes read for one address, in either family. */
const stepsPerAddress = 16

/** What judging by a plan takes at worst. Linear in the plan; a bound, not an expectation: most of it never comes together. */
export function worstCost(plan: Plan): WorstCost {
  const { terms, list, bots } = plan.dimensions
  const texts = list.filter((dimension) => dimension.kind === 'text')
  const marks = bots === undefined ? 0 : bots.marks.items.length + bots.marksOfSet.items.length + bots.setCount
  const costs: Readonly<Record<CostPart['what'], number>> = {
    addresses: stepsPerAddress * list.filter(({ kind }) => kind === 'address').length,
    agent: bots === undefined ? 0 : maxAgentScan + bots.tokens.length + marks,
    texts: sum(texts.map(textSteps)),
    tests: sum(texts.map(({ table }) => sum(evaluations(table)))),
    rows: terms.words + sum(list.map(rowSteps)),
    residuals: sum(terms.residuals.map(residualSteps)),
  }
  const parts = Object.entries(costs).map(([what, steps]) => ({ what: what as CostPart['what'], steps }))
  return {
    steps: sum(parts.map(({ steps }) => steps)),
    parts: parts.filter(({ steps }) => steps > 0).toSorted((x, y) => y.steps - x.steps),
    limits: plan.limits.length,
  }
}

function textSteps({ subject, patterns, matches, atomsOfValue }: TextDimension): number {
  const length = subject.kind === 'path' ? maxPathLength : longestHead
  // Patterns that no walk from the beginning settles may each have to read the whole text.
  const reads = patterns === undefined ? 0 : 1 + patterns.index.checks.length
  const marks = patterns === undefined ? 0 : patterns.marks.items.length
  return length * (1 + reads + matches.length) + marks + atomsOfValue.items.length
}

/** A test is looked at once for each of its atoms that holds. */
function evaluations({ tests, testsOfAtom }: Dimension['table']): readonly number[] {
  return Array.from(testsOfAtom.items, (test) => leafCount(tests[test]!))
}

function rowSteps({ table }: Dimension): number {
  return table.wordsOfTest.items.length * 2 + table.tested.length * 2
}

function leafCount(test: TestExpression): number {
  switch (test.kind) {
    case 'atom':
    case 'not':
      return 1
    case 'and':
      return sum(test.all.map(leafCount))
    case 'or':
      return sum(test.any.map(leafCount))
  }
}

function residualSteps(residual: Residual): number {
  switch (residual.kind) {
    case 'test':
      return 1
    case 'and':
      return sum(residual.all.map(residualSteps))
    case 'or':
      return sum(residual.any.map(residualSteps))
    case 'other':
      return stepsOf(residual.test)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
