import type { Condition, Test } from './model.ts'

/** Calls `visit` with every test of a condition, in order. */
export function forEachTest(condition: Condition, visit: (test: Test) => void): void {
  switch (condition.kind) {
    case 'anyone':
      return
    case 'and':
      for (const each of condition.all) forEachTest(each, visit)
      return
    case 'or':
      for (const each of condition.any) forEachTest(each, visit)
      return
    case 'not':
      return forEachTest(condition.condition, visit)
    case 'ip-in':
    case 'ip-in-fact':
    case 'bot-in':
    case 'bot-impersonates':
    case 'path-in':
    case 'text-in':
    case 'text-match':
    case 'text-same':
    case 'number-compare':
    case 'flag':
    case 'present':
    case 'not-empty':
    case 'now-in':
      return visit(condition)
  }
}

/** All tests of a condition, in order. */
export function testsOf(condition: Condition): readonly Test[] {
  const tests: Test[] = []
  forEachTest(condition, (test) => tests.push(test))
  return tests
}
