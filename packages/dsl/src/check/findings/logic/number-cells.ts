import { numberCompares, numberSamples } from '@tidegate/model'
import type { Assignment, Atom } from './atoms.ts'

/** Returns every combination of truth values that a number gives to comparisons: at each bound, and between neighbouring bounds. */
export function numberCells(atoms: readonly Atom[], mayBeAbsent: boolean): readonly Assignment[] {
  const samples = numberSamples(atoms.flatMap(({ test }) => (test.kind === 'number-compare' ? [test.value] : [])))
  const cells = samples.map((value) => new Map(atoms.map((atom) => [atom.key, truthOf(atom, value)])))
  return mayBeAbsent ? [...cells, new Map(atoms.map(({ key }) => [key, false]))] : cells
}

function truthOf({ test }: Atom, value: number): boolean {
  if (test.kind !== 'number-compare') return true
  return numberCompares(test.operator, value, test.value)
}
