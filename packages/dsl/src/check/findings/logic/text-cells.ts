import { textMatches } from '@tidegate/model'
import type { Assignment, Atom } from './atoms.ts'

/**
 * Returns combinations of truth values that a text can give to its tests: one for each value that a test names, one for absence,
 * and one or more for other values, which may satisfy any of the substring tests.
 */
export function textCells(atoms: readonly Atom[], mayBeAbsent: boolean): readonly Assignment[] {
  const values = new Set(atoms.flatMap(({ test }) => (test.kind === 'text-in' ? test.values : [])))
  const cells = [...values].flatMap((value) => withFree(atoms, (atom) => truthOf(atom, value)))
  const others = withFree(atoms, (atom) => truthOf(atom, undefined))
  const absent = mayBeAbsent ? [new Map(atoms.map(({ key }) => [key, false]))] : []
  return [...cells, ...others, ...absent]
}

/** Returns the truth of a test for a value; `undefined` if it could be either. A `value` of undefined stands for all values that no test names. */
function truthOf({ test }: Atom, value: string | undefined): boolean | undefined {
  if (test.kind === 'present') return true
  if (test.kind === 'text-in') return value !== undefined && test.values.includes(value)
  if (value === undefined) return undefined
  if (test.kind === 'not-empty') return value !== ''
  return test.kind === 'text-match' ? textMatches(test.operator, value, test.value) : undefined
}

/** Returns all combinations for the atoms whose `truth` is undefined. */
export function withFree(atoms: readonly Atom[], truth: (atom: Atom) => boolean | undefined): readonly Assignment[] {
  let cells: readonly Map<string, boolean>[] = [new Map()]
  for (const atom of atoms) {
    const fixed = truth(atom)
    const choices = fixed === undefined ? [true, false] : [fixed]
    cells = cells.flatMap((cell) => choices.map((choice) => new Map([...cell, [atom.key, choice]])))
  }
  return cells
}
