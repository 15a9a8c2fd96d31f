import type { Condition, Test } from './model.ts'

/** Whether a condition is one test, and not made of others. */
export function isTest(condition: Condition): condition is Test {
  switch (condition.kind) {
    case 'anyone':
    case 'and':
    case 'or':
    case 'not':
      return false
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
      return true
  }
}
