import type { Test } from './tests/test-kinds.ts'

/**
 * A condition of a rule: tests joined by `and`, `or` and `not`. It is either true or false: a test on an absent value is false, and
 * `not` inverts that to true. The checker ensures that an absent value never loosens a rule.
 */
export type Condition =
  | { readonly kind: 'true' }
  | { readonly kind: 'and'; readonly all: readonly Condition[] }
  | { readonly kind: 'or'; readonly any: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | Leaf

/** A condition that consists of one test. */
export interface Leaf {
  readonly kind: 'test'
  readonly test: Test
}

/** One test as a condition. */
export function leaf(test: Test): Leaf {
  return { kind: 'test', test }
}

/** Returns the negation of a condition; a double `not` is removed. */
export function negate(condition: Condition): Condition {
  return condition.kind === 'not' ? condition.condition : { kind: 'not', condition }
}

/** The functions of a fold, one for each form of a condition. */
export interface ConditionFold<Result> {
  /** The result for `true`, or for `not true`. */
  readonly constant: (holds: boolean) => Result
  readonly all: (parts: readonly Result[]) => Result
  readonly any: (parts: readonly Result[]) => Result
  /** The result for a test that has to be true if `wanted`, and false otherwise. */
  readonly test: (test: Test, wanted: boolean) => Result
}

/**
 * Folds a condition (its negation, if `wanted` is false) from the tests upwards in negation normal form: `not` is pushed down to the
 * tests, which exchanges `and` and `or`. Linear in the condition: every part is folded, even if the first one would decide the result.
 */
export function foldCondition<Result>(condition: Condition, fold: ConditionFold<Result>, wanted = true): Result {
  switch (condition.kind) {
    case 'true':
      return fold.constant(wanted)
    case 'and':
    case 'or': {
      const parts = partsOf(condition).map((part) => foldCondition(part, fold, wanted))
      return (condition.kind === 'and') === wanted ? fold.all(parts) : fold.any(parts)
    }
    case 'not':
      return foldCondition(condition.condition, fold, !wanted)
    case 'test':
      return fold.test(condition.test, wanted)
  }
}

/** Calls `visit` with every test of a condition, in order. */
export function forEachTest(condition: Condition, visit: (test: Test) => void): void {
  switch (condition.kind) {
    case 'true':
      return
    case 'and':
    case 'or':
      for (const part of partsOf(condition)) forEachTest(part, visit)
      return
    case 'not':
      return forEachTest(condition.condition, visit)
    case 'test':
      return visit(condition.test)
  }
}

/** All tests of a condition, in order. */
export function testsOf(condition: Condition): readonly Test[] {
  const tests: Test[] = []
  forEachTest(condition, (test) => tests.push(test))
  return tests
}

/** Whether `isIt` returns true for any test of a condition. */
export function someTest(condition: Condition, isIt: (test: Test) => boolean): boolean {
  switch (condition.kind) {
    case 'true':
      return false
    case 'and':
    case 'or':
      return partsOf(condition).some((part) => someTest(part, isIt))
    case 'not':
      return someTest(condition.condition, isIt)
    case 'test':
      return isIt(condition.test)
  }
}

function partsOf(condition: Extract<Condition, { kind: 'and' | 'or' }>): readonly Condition[] {
  return condition.kind === 'and' ? condition.all : condition.any
}
