import type { Test } from '@tidegate/model'
import type { Assignment, Atom } from './atoms.ts'

type PartTest = Extract<Test, { kind: 'text-match' }>

/** Maximum length of texts that are compared with each other. WHY: a search takes the product of both lengths at worst. */
const maxLength = 1_000

/**
 * Steps of searching the texts of some tests in the values of the others. WHY: a search takes the product of both lengths at worst, which a
 * policy can cause.
 */
export function stepsOfMatches(group: readonly Atom[]): number {
  let values = 0
  let parts = 0
  for (const { test } of group) {
    if (test.kind === 'text-match') parts += test.value.length
    if (test.kind === 'text-in') for (const value of test.values) values += value.length
  }
  return Math.ceil((values * parts) / 20)
}

/**
 * Returns whether one text can give tests of its parts these results, as far as pairs of tests decide it: no text starts with both `a` and `b`,
 * and one that starts with `ab` contains `b`.
 */
export function canMatch(group: readonly Atom[]): (cell: Assignment) => boolean {
  const parts = group.flatMap(({ key, test }) =>
    test.kind === 'text-match' && test.value.length <= maxLength ? [{ key, test }] : [],
  )
  const pairs = parts.flatMap((one) => parts.filter((other) => other !== one).map((other) => [one, other] as const))
  const implied = pairs.filter(([one, other]) => implies(one.test, other.test))
  const exclusive = pairs.filter(([one, other]) => excludes(one.test, other.test))
  return (cell) =>
    implied.every(([one, other]) => cell.get(one.key) !== true || cell.get(other.key) === true) &&
    exclusive.every(([one, other]) => cell.get(one.key) !== true || cell.get(other.key) !== true)
}

function implies(one: PartTest, other: PartTest): boolean {
  switch (other.operator) {
    case 'contains':
      return one.value.includes(other.value)
    case 'starts-with':
      return one.operator === 'starts-with' && one.value.startsWith(other.value)
    case 'ends-with':
      return one.operator === 'ends-with' && one.value.endsWith(other.value)
  }
}

function excludes(one: PartTest, other: PartTest): boolean {
  if (one.operator !== other.operator) return false
  switch (one.operator) {
    case 'contains':
      return false
    case 'starts-with':
      return !one.value.startsWith(other.value) && !other.value.startsWith(one.value)
    case 'ends-with':
      return !one.value.endsWith(other.value) && !other.value.endsWith(one.value)
  }
}
