import { type Atom, type DimensionAbout, contentKey } from './atom.ts'

/** A formula over the atoms of one dimension, in negation normal form. */
export type Expression =
  | { readonly kind: 'atom'; readonly atom: number; readonly wanted: boolean }
  | { readonly kind: 'all'; readonly of: readonly Expression[] }
  | { readonly kind: 'any'; readonly of: readonly Expression[] }

/** A test of a dimension, or its negation. */
export interface SignedTest {
  readonly test: number
  readonly wanted: boolean
}

/**
 * A dimension while its atoms and tests are being collected. Both are identified by their content and numbered in order of
 * appearance.
 */
export interface DimensionDraft {
  readonly about: DimensionAbout
  readonly atoms: readonly Atom[]
  readonly tests: readonly Expression[]
  /** Returns the test that an atom is true. */
  readonly testOf: (atom: Atom) => SignedTest
  /** Returns the test that all of several tests are true, or any of them. */
  readonly join: (kind: 'all' | 'any', parts: readonly SignedTest[]) => SignedTest
}

/** Creates an empty draft. */
export function createDimensionDraft(about: DimensionAbout): DimensionDraft {
  const atoms: Atom[] = []
  const atomNumbers = new Map<string, number>()
  const tests: Expression[] = []
  const testNumbers = new Map<string, number>()

  /** Only one of a test and its negation gets a number. */
  function intern(expression: Expression): SignedTest {
    const text = expressionText(expression)
    const turned = negated(expression)
    const turnedText = expressionText(turned)
    const wanted = text.length < turnedText.length || (text.length === turnedText.length && text < turnedText)
    const key = wanted ? text : turnedText
    const known = testNumbers.get(key)
    if (known !== undefined) return { test: known, wanted }
    testNumbers.set(key, tests.length)
    return { test: tests.push(wanted ? expression : turned) - 1, wanted }
  }

  function testOf(atom: Atom): SignedTest {
    const key = contentKey(atom)
    let number = atomNumbers.get(key)
    if (number === undefined) {
      number = atoms.push(atom) - 1
      atomNumbers.set(key, number)
    }
    return intern({ kind: 'atom', atom: number, wanted: true })
  }

  function join(kind: 'all' | 'any', parts: readonly SignedTest[]): SignedTest {
    const byText = new Map<string, Expression>()
    for (const { test, wanted } of parts) {
      const expression = wanted ? tests[test]! : negated(tests[test]!)
      for (const part of expression.kind === kind ? expression.of : [expression]) byText.set(expressionText(part), part)
    }
    const sorted = [...byText].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, part]) => part)
    return intern(sorted.length === 1 ? sorted[0]! : { kind, of: sorted })
  }

  return { about, atoms, tests, testOf, join }
}

/** The negation of an expression. */
export function negated(expression: Expression): Expression {
  switch (expression.kind) {
    case 'atom':
      return { ...expression, wanted: !expression.wanted }
    case 'all':
      return { kind: 'any', of: expression.of.map(negated) }
    case 'any':
      return { kind: 'all', of: expression.of.map(negated) }
  }
}

/** The value of an expression for an assignment of the atoms. */
export function expressionHolds(expression: Expression, atomHolds: (atom: number) => boolean): boolean {
  switch (expression.kind) {
    case 'atom':
      return atomHolds(expression.atom) === expression.wanted
    case 'all':
      return expression.of.every((part) => expressionHolds(part, atomHolds))
    case 'any':
      return expression.of.some((part) => expressionHolds(part, atomHolds))
  }
}

function expressionText(expression: Expression): string {
  if (expression.kind === 'atom') return `${expression.wanted ? '' : '!'}${expression.atom}`
  return `${expression.kind === 'all' ? '&' : '|'}(${expression.of.map(expressionText).join()})`
}
