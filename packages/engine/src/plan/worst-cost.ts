import { maxAgentScan } from '@tidegate/values'
import { maxPathLength } from '../http/read-target.ts'
import type { Dimension, Residual, TestExpression, TextDimension } from './dimensions.ts'
import { maxHeadLength } from './max-head-length.ts'
import type { Plan } from './plan.ts'
import { stepsOf } from './tests/planned-kinds.ts'

/**
 * The maximum cost of evaluating the rules for one request, in steps: comparisons, table look-ups, characters read. A step takes a few
 * nanoseconds. Reading the request and counting are not included, but the number of limits that may have to be counted is.
 */
export interface WorstCost {
  readonly steps: number
  /** The parts of the cost, the most expensive first. */
  readonly parts: readonly CostPart[]
  /** Maximum number of limits that may apply to one request. */
  readonly limits: number
}

/** A part of the cost of a decision in the worst case. */
export interface CostPart {
  readonly what: 'addresses' | 'agent' | 'texts' | 'tests' | 'rows' | 'residuals'
  readonly steps: number
}

/** Number of nodes read for one address of either family. */
const stepsPerAddress = 16

/** The worst-case cost of a plan. Linear in the plan. This is a bound: typical requests cost much less. */
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
  const length = subject.kind === 'path' ? maxPathLength : maxHeadLength
  // Patterns that cannot be decided from the start of the text may each have to read all of it.
  const reads = patterns === undefined ? 0 : 1 + patterns.index.checks.length
  const marks = patterns === undefined ? 0 : patterns.marks.items.length
  return length * (1 + reads + matches.length) + marks + atomsOfValue.items.length
}

/** Maximum number of evaluations of each test: one for each of its atoms (the simple facts that it combines). */
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
