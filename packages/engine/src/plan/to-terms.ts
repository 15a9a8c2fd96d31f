import { allOf, anyOf, type DimensionKey, constant, type Formula } from './formula.ts'

/**
 * A conjunction of at most one formula for each dimension, which refers to no other dimension, and of a residual (the part that belongs to no
 * single dimension).
 */
export interface TermDraft {
  /** Formulas by the text of their dimension (`dimensionText`). */
  readonly tests: ReadonlyMap<string, { readonly dimension: DimensionKey; readonly formula: Formula }>
  readonly residual: Formula
}

/** Maximum number of terms of one rule; conditions that need more become residuals. */
export const maxTerms = 16

/** The text that identifies a dimension. */
export function dimensionText(dimension: DimensionKey): string {
  return JSON.stringify(dimension)
}

/**
 * Converts a formula to a disjunction of at most `maxTerms` terms; none if it is never true. Parts over one dimension stay together; parts
 * that would exceed the bound become part of a term's residual.
 */
export function toTerms(formula: Formula): readonly TermDraft[] {
  if (formula.kind === 'constant') return formula.value ? [{ tests: new Map(), residual: formula }] : []
  const dimension = dimensionOf(formula)
  if (dimension !== undefined) return [dimension === 'other' ? residualTerm(formula) : testTerm(dimension, formula)]
  if (formula.kind === 'or') {
    const terms = gather(formula.any, anyOf).flatMap(toTerms)
    return terms.length > maxTerms ? [residualTerm(formula)] : terms
  }
  if (formula.kind === 'leaf') return [residualTerm(formula)]
  return productOf(gather(formula.all, allOf).map(toTerms))
}

/**
 * The conjunction of disjunctions of terms. If the product would have too many terms, the disjunctions with the most terms become residuals.
 * Linear.
 */
function productOf(factors: readonly (readonly TermDraft[])[]): readonly TermDraft[] {
  if (factors.some((factor) => factor.length === 0)) return []
  const single: TermDraft[] = []
  const several: (readonly TermDraft[])[] = []
  let count = 1
  for (const factor of factors.toSorted((x, y) => x.length - y.length)) {
    if (count * factor.length > maxTerms) single.push(wholeTerm(factor))
    else if (factor.length === 1) single.push(factor[0]!)
    else {
      several.push(factor)
      count *= factor.length
    }
  }
  return several.reduce(
    (product, factor) => product.flatMap((x) => factor.map((y) => conjunctionOf([x, y]))),
    [conjunctionOf(single)],
  )
}

/** Joins the parts over the same dimension, and those that belong to no dimension. */
function gather(parts: readonly Formula[], join: (parts: readonly Formula[]) => Formula): readonly Formula[] {
  const byDimension = new Map<string, Formula[]>()
  const mixed: Formula[] = []
  for (const part of parts) {
    const dimension = dimensionOf(part)
    const key = dimension === undefined || dimension === 'other' ? dimension : dimensionText(dimension)
    if (key === undefined) mixed.push(part)
    else if (byDimension.has(key)) byDimension.get(key)!.push(part)
    else byDimension.set(key, [part])
  }
  return [...[...byDimension.values()].map(join), ...mixed]
}

/** The dimension of a formula; `other` if it belongs to none, undefined if it contains several. */
export function dimensionOf(formula: Formula): DimensionKey | 'other' | undefined {
  switch (formula.kind) {
    case 'constant':
      return 'other'
    case 'leaf':
      return formula.leaf.kind === 'atom' ? formula.leaf.dimension : 'other'
    case 'and':
      return commonDimension(formula.all)
    case 'or':
      return commonDimension(formula.any)
  }
}

function commonDimension(parts: readonly Formula[]): DimensionKey | 'other' | undefined {
  const [first, ...rest] = parts.map(dimensionOf)
  const isCommon = rest.every(
    (dimension) => dimension !== undefined && first !== undefined && sameDimension(dimension, first),
  )
  return isCommon ? first : undefined
}

function sameDimension(x: DimensionKey | 'other', y: DimensionKey | 'other'): boolean {
  return x === y || (x !== 'other' && y !== 'other' && dimensionText(x) === dimensionText(y))
}

function testTerm(dimension: DimensionKey, formula: Formula): TermDraft {
  return { tests: new Map([[dimensionText(dimension), { dimension, formula }]]), residual: constant(true) }
}

function residualTerm(residual: Formula): TermDraft {
  return { tests: new Map(), residual }
}

/** Converts a disjunction of terms to one term that has only a residual. */
function wholeTerm(terms: readonly TermDraft[]): TermDraft {
  return residualTerm(
    anyOf(terms.map((term) => allOf([...[...term.tests.values()].map(({ formula }) => formula), term.residual]))),
  )
}

/** The conjunction of terms, as one term. */
function conjunctionOf(terms: readonly TermDraft[]): TermDraft {
  const byDimension = new Map<string, { readonly dimension: DimensionKey; readonly formulas: Formula[] }>()
  for (const term of terms) {
    for (const [key, { dimension, formula }] of term.tests) {
      const before = byDimension.get(key)
      if (before === undefined) byDimension.set(key, { dimension, formulas: [formula] })
      else before.formulas.push(formula)
    }
  }
  const tests = new Map(
    [...byDimension].map(([key, { dimension, formulas }]) => [key, { dimension, formula: allOf(formulas) }]),
  )
  return { tests, residual: allOf(terms.map(({ residual }) => residual)) }
}
