import type { DimensionLiteral } from '../dimensions/dimension.ts'
import { type DimensionDraft, type Expression, negated, type SignedTest } from '../logic/dimension-draft.ts'

/**
 * Returns tests whose conjunction is equivalent to that of the given ones, each as simple as possible: nested conjunctions are
 * flattened, and alternatives that the other tests exclude are dropped. `isNamed` marks tests that are kept whole.
 */
export function simplifyConjunction(
  draft: DimensionDraft,
  conjunction: readonly DimensionLiteral[],
  isNamed: (test: SignedTest) => boolean,
): readonly SignedTest[] {
  const isWhole = (expression: Expression): boolean => expression.kind !== 'atom' && isNamed(testOf(draft, expression))
  let parts = conjunction.flatMap(({ test, wanted }) => {
    const expression = signed(draft, { test, wanted })
    return isWhole(expression) ? [expression] : apart(expression)
  })
  for (;;) {
    const before = parts
    const held = new Set(
      before
        .flatMap(apart)
        .map(atomKey)
        .filter((key) => key !== ''),
    )
    parts = before.flatMap((part) => {
      const left = reduced(part, held)
      return left.length > 0 && isWhole(part) ? [part] : left
    })
    if (parts.length === before.length && parts.every((part, index) => part === before[index])) break
  }
  return whole(draft, dedupe(parts), isNamed).toSorted((x, y) => Number(y.wanted) - Number(x.wanted))
}

function signed({ tests }: DimensionDraft, { test, wanted }: SignedTest): Expression {
  return wanted ? tests[test]! : negated(tests[test]!)
}

/** The conjuncts of an expression. */
function apart(expression: Expression): readonly Expression[] {
  return expression.kind === 'all' ? expression.of.flatMap(apart) : [expression]
}

/** The parts of an expression that the known conjuncts in `held` do not decide. */
function reduced(expression: Expression, held: ReadonlySet<string>): readonly Expression[] {
  if (expression.kind !== 'any') return [expression]
  if (expression.of.some((part) => held.has(atomKey(part)))) return []
  const left = expression.of.filter((part) => !apart(part).some((each) => held.has(atomKey(negated(each)))))
  if (left.length === expression.of.length || left.length === 0) return [expression]
  return left.length === 1 ? apart(left[0]!) : [{ kind: 'any', of: left }]
}

/** A key that is equal for equal atoms; empty for anything else. */
function atomKey(expression: Expression): string {
  return expression.kind === 'atom' ? `${expression.wanted}${expression.atom}` : ''
}

function dedupe(expressions: readonly Expression[]): readonly Expression[] {
  return [...new Map(expressions.map((each) => [JSON.stringify(each), each])).values()]
}

/** The tests of expressions; expressions that together form a named test are replaced by it. */
function whole(
  draft: DimensionDraft,
  expressions: readonly Expression[],
  isNamed: (test: SignedTest) => boolean,
): readonly SignedTest[] {
  let left = new Map(expressions.map((each) => [JSON.stringify(each), each]))
  const found: SignedTest[] = []
  for (const test of draft.tests.keys()) {
    for (const wanted of [true, false]) {
      const expression = signed(draft, { test, wanted })
      if (expression.kind !== 'all' || !isNamed({ test, wanted })) continue
      const keys = apart(expression).map((part) => JSON.stringify(part))
      if (!keys.every((key) => left.has(key))) continue
      found.push({ test, wanted })
      left = new Map([...left].filter(([key]) => !keys.includes(key)))
    }
  }
  return [...found, ...[...left.values()].map((each) => testOf(draft, each))]
}

/** The test for an expression; it is created if it does not exist yet. */
export function testOf(draft: DimensionDraft, expression: Expression): SignedTest {
  if (expression.kind !== 'atom')
    return draft.join(
      expression.kind,
      expression.of.map((part) => testOf(draft, part)),
    )
  const { test, wanted } = draft.testOf(draft.atoms[expression.atom]!)
  return { test, wanted: wanted === expression.wanted }
}
