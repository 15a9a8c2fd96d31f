import type { Condition } from '../condition.ts'
import { type Test, testValue } from '../tests/test-kinds.ts'
import type { SidedView } from './view.ts'

/**
 * Whether a condition has the value `wanted` for a rule of the view's side, computed directly from the semantics without the plan's data structures. Tests compare
 * the plan with this function, and explanations of decisions use it. It never throws; the time is linear in the condition and in the
 * sets to which the condition refers.
 */
export function evaluate(condition: Condition, wanted: boolean, view: SidedView): boolean {
  switch (condition.kind) {
    case 'true':
      return wanted
    case 'and':
      return wanted
        ? condition.all.every((each) => evaluate(each, true, view))
        : condition.all.some((each) => evaluate(each, false, view))
    case 'or':
      return wanted
        ? condition.any.some((each) => evaluate(each, true, view))
        : condition.any.every((each) => evaluate(each, false, view))
    case 'not':
      return evaluate(condition.condition, !wanted, view)
    case 'test':
      return testHasValue(condition.test, wanted, view)
  }
}

function testHasValue(test: Test, wanted: boolean, view: SidedView): boolean {
  const value = testValue(test, view)
  return value === undefined ? view.doubt : value === wanted
}
