import type { Test } from './tests/test-kinds.ts'

/**
 * When a rule applies: tests joined by `and`, `or` and `not`. Two-valued: a test on an absent value is false, and `not` turns it round.
 * The checker sees to it that this never loosens a rule.
 */
export type Condition =
  | { readonly kind: 'true' }
  | { readonly kind: 'and'; readonly all: readonly Condition[] }
  | { readonly kind: 'or'; readonly any: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | Leaf

/** A condition that is one test. */
export interface Leaf {
  readonly kind: 'test'
  readonly test: Test
}

/** One test as a condition. */
export function leaf(test: Test): Leaf {
  return { kind: 'test', test }
}

/** The opposite of a condition; `not not` disappears. */
export function negate(condition: Condition): Condition {
  return condition.kind === 'not' ? condition.condition : { kind: 'not', condition }
}

/** What a fold makes of each form of a condition. */
export interface ConditionFold<Result> {
  /** Of `true`, or of `not true`. */
  readonly constant: (holds: boolean) => Result
  readonly all: (parts: readonly Result[]) => Result
  readonly any: (parts: readonly Result[]) => Result
  /** Of a test that must hold, or must not where it is not `wanted`. */
  readonly test: (test: Test, wanted: boolean) => Result
}

/**
 * A condition, or its opposite where it is not `wanted`, folded from its tests up, in negation normal form: `not` is pushed down to the
 * tests, so that it turns `and` into `or`. Linear in the condition; every part is folded, also where the first would settle the result.
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

/** Whether `isIt` is true of some test of a condition. */
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
