import type { TestExpression } from './dimensions.ts'
import type { Atom, DimensionKey, Formula } from './formula.ts'

/**
 * A dimension whose tests are being collected. Equal atoms (simple facts of the dimension) share one number, as do equal tests; numbers are
 * assigned in the order of first use.
 */
export interface DimensionDraft {
  readonly dimension: DimensionKey
  readonly atoms: readonly Atom[]
  readonly tests: readonly TestExpression[]
  /** Returns the number of the test for a formula over this dimension. */
  testOf(formula: Formula): number
}

/** Creates an empty draft of the dimension. */
export function createDimensionDraft(dimension: DimensionKey): DimensionDraft {
  const atoms: Atom[] = []
  const atomNumbers = new Map<string, number>()
  const tests: TestExpression[] = []
  const testNumbers = new Map<string, number>()

  function atomOf(atom: Atom): number {
    const text = JSON.stringify(atom)
    const known = atomNumbers.get(text)
    if (known !== undefined) return known
    atomNumbers.set(text, atoms.length)
    return atoms.push(atom) - 1
  }

  function expressionOf(formula: Formula): TestExpression {
    switch (formula.kind) {
      case 'constant':
        return formula.value ? { kind: 'and', all: [] } : { kind: 'or', any: [] }
      case 'leaf': {
        if (formula.leaf.kind === 'other')
          throw new TypeError('a test of a dimension contains only atoms of that dimension')
        return { kind: formula.wanted ? 'atom' : 'not', atom: atomOf(formula.leaf.atom) }
      }
      case 'and':
        return { kind: 'and', all: canonical(formula.all.map(expressionOf)) }
      case 'or':
        return { kind: 'or', any: canonical(formula.any.map(expressionOf)) }
    }
  }

  function testOf(formula: Formula): number {
    const expression = expressionOf(formula)
    const text = JSON.stringify(expression)
    const known = testNumbers.get(text)
    if (known !== undefined) return known
    testNumbers.set(text, tests.length)
    return tests.push(expression) - 1
  }

  return { dimension, atoms, tests, testOf }
}

/** The distinct parts, sorted by content, so that equal tests are recognised in any notation. */
function canonical(parts: readonly TestExpression[]): readonly TestExpression[] {
  const byText = new Map(parts.map((part) => [JSON.stringify(part), part]))
  return [...byText].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, part]) => part)
}

/** The result of a test; `held[atom]` is 1 if the atom is true. */
export function testGives(test: TestExpression, held: Uint8Array): boolean {
  switch (test.kind) {
    case 'atom':
      return held[test.atom] === 1
    case 'not':
      return held[test.atom] !== 1
    case 'and':
      for (const each of test.all) if (!testGives(each, held)) return false
      return true
    case 'or':
      for (const each of test.any) if (testGives(each, held)) return true
      return false
  }
}
