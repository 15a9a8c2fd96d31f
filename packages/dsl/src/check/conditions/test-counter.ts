import type { Condition } from '@tidegate/model'

/** Counts the tests of conditions. */
export type TestCounter = (condition: Condition) => number

/**
 * A counter of tests. A condition that stands in several places counts in each; it is looked at once, so that counting is linear
 * in what is in memory where the count is not.
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
