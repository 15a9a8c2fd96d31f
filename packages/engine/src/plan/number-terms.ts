import type { Residual } from './dimensions.ts'
import { createDimensionDraft, type DimensionDraft } from './dimension-draft.ts'
import type { DimensionKey, Formula } from './formula.ts'
import { dimensionOf, dimensionText, type TermDraft } from './to-terms.ts'

/** A term of a rule with numbered tests. */
export interface NumberedTerm {
  readonly rule: number
  /** The number of the term's test in each dimension that it tests, by the number of the dimension. */
  readonly tests: ReadonlyMap<number, number>
  readonly residual?: Residual
}

export interface NumberedTerms {
  readonly terms: readonly NumberedTerm[]
  readonly dimensions: readonly DimensionDraft[]
}

/**
 * Numbers the dimensions, their tests and the terms. Dimensions are in the order of their costs. Terms that test the same dimensions are adjacent,
 * and among these, terms with the same tests are adjacent.
 */
export function numberTerms(rules: readonly (readonly TermDraft[])[]): NumberedTerms {
  const found = new Map<string, DimensionKey>()
  for (const term of rules.flat()) {
    for (const [key, { dimension }] of term.tests) found.set(key, dimension)
    collectDimensions(term.residual, found)
  }
  const keys = [...found].toSorted(([x, a], [y, b]) => costOf(a) - costOf(b) || (x < y ? -1 : 1)).map(([key]) => key)
  const numbers = new Map(keys.map((key, number) => [key, number]))
  const dimensions = keys.map((key) => createDimensionDraft(found.get(key)!))

  const numberResidual = (formula: Formula): Residual => {
    const dimension = dimensionOf(formula)
    if (dimension !== undefined && dimension !== 'other') {
      const number = numbers.get(dimensionText(dimension))!
      return { kind: 'test', dimension: number, test: dimensions[number]!.testOf(formula) }
    }
    switch (formula.kind) {
      case 'constant':
        return formula.value ? { kind: 'and', all: [] } : { kind: 'or', any: [] }
      case 'leaf': {
        if (formula.leaf.kind === 'atom') throw new TypeError('a leaf with an atom belongs to one dimension')
        return { kind: 'other', test: formula.leaf.test, wanted: formula.wanted }
      }
      case 'and':
        return { kind: 'and', all: formula.all.map(numberResidual) }
      case 'or':
        return { kind: 'or', any: formula.any.map(numberResidual) }
    }
  }

  const terms = rules.flatMap((drafts, rule) =>
    drafts.map(({ tests, residual }): NumberedTerm => {
      const numbered = [...tests].map(([key, { formula }]) => {
        const number = numbers.get(key)!
        return [number, dimensions[number]!.testOf(formula)] as const
      })
      const isWhole = residual.kind === 'constant' && residual.value
      return {
        rule,
        tests: new Map(numbered.toSorted(([x], [y]) => x - y)),
        ...(!isWhole && { residual: numberResidual(residual) }),
      }
    }),
  )
  return { terms: terms.toSorted(compareTerms), dimensions }
}

function collectDimensions(formula: Formula, found: Map<string, DimensionKey>): void {
  switch (formula.kind) {
    case 'constant':
      return
    case 'leaf':
      if (formula.leaf.kind === 'atom') found.set(dimensionText(formula.leaf.dimension), formula.leaf.dimension)
      return
    case 'and':
      for (const each of formula.all) collectDimensions(each, found)
      return
    case 'or':
      for (const each of formula.any) collectDimensions(each, found)
  }
}

/**
 * The cost of a dimension, which determines the order of evaluation: the row of the time costs nothing, whereas an agent is scanned character by
 * character.
 */
function costOf(dimension: DimensionKey): number {
  switch (dimension.kind) {
    case 'time':
      return 0
    case 'address':
      return 2
    case 'text':
      switch (dimension.subject.kind) {
        case 'method':
        case 'user':
        case 'host':
          return 1
        case 'fact':
        case 'header':
        case 'query':
        case 'cookie':
          return 3
        case 'path':
          return 4
        case 'target':
          return 5
        case 'agent':
          return 6
        case 'bot':
          return 7
      }
  }
}

function compareTerms(x: NumberedTerm, y: NumberedTerm): number {
  const keysX = [...x.tests.keys()]
  const keysY = [...y.tests.keys()]
  return compareNumbers(keysX, keysY) || compareNumbers([...x.tests.values()], [...y.tests.values()]) || x.rule - y.rule
}

function compareNumbers(x: readonly number[], y: readonly number[]): number {
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i]! - y[i]!
  return x.length - y.length
}
