import type { Condition } from '../condition.ts'
import { testHolds } from '../tests/test-kinds.ts'
import type { Test } from '../tests/test-kinds.ts'
import type { RequestView } from '../view/request-view.ts'

/**
 * Whether a condition comes out as `wanted`. Straight from the semantics, without any of the plan's structures: what the
 * plan is compared with, and what explains a decision. Total; time linear in the condition and in the sets it names.
 */
export function evaluate(condition: Condition, wanted: boolean, view: RequestView): boolean {
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
      return testComesOut(condition.test, wanted, view)
  }
}

function testComesOut(test: Test, wanted: boolean, view: RequestView): boolean {
  if (test.kind === 'now-in' && view.doubt !== undefined) return view.doubt
  return testHolds(test, view) === wanted
}
