import type { Condition } from '@tidegate/model'

/** Counts the tests of conditions. */
export type TestCounter = (condition: Condition) => number

/**
 * Creates a counter of tests. A condition that occurs in several places counts each time, but is traversed only once, so that
 * counting is linear in the memory used, even if the count is much larger.
 */
export function createTestCounter(): TestCounter {
  const known = new WeakMap<Condition, number>()

  function count(condition: Condition): number {
    if (condition.kind !== 'and' && condition.kind !== 'or' && condition.kind !== 'not') return 1
    const counted = known.get(condition)
    if (counted !== undefined) return counted
    let tests = 0
    if (condition.kind === 'not') tests = count(condition.condition)
    else for (const part of condition.kind === 'and' ? condition.all : condition.any) tests += count(part)
    known.set(condition, tests)
    return tests
  }

  return count
}
