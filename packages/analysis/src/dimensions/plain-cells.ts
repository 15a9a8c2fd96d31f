import { numberCompares, numberSamples } from '@tidegate/model'
import { type Atom, contentKey } from '../logic/atom.ts'
import type { FiniteCell } from './finite-dimension.ts'

/** The numbers that comparisons distinguish: those that they name, one between each two of them, and a missing number. */
export function numberCells(atoms: readonly Atom[]): readonly FiniteCell[] {
  const named = atoms.flatMap((atom) => (atom.kind === 'compare' ? [atom.value] : []))
  const cell = (number: number | undefined): FiniteCell => ({
    value: { kind: 'number', number },
    holds(index) {
      const atom = atoms[index]!
      if (number === undefined) return false
      return atom.kind === 'compare' ? numberCompares(atom.operator, number, atom.value) : true
    },
  })
  return [cell(undefined), ...numberSamples(named).map(cell)]
}

/** The states of a flag: absent, false, true. */
export function flagCells(atoms: readonly Atom[]): readonly FiniteCell[] {
  return [undefined, false, true].map((flag) => ({
    value: { kind: 'flag', flag },
    holds: (index) => (atoms[index]!.kind === 'true' ? flag === true : flag !== undefined),
  }))
}

/**
 * The states of a set of prefixes that comes with the request: absent, empty, or containing some of the addresses that are tested.
 */
export function ipsCells(atoms: readonly Atom[]): readonly FiniteCell[] {
  const sought = atoms.flatMap((atom) => (atom.kind === 'holds' ? [contentKey(atom.of)] : []))
  const cell = (present: boolean, notEmpty: boolean, holds: ReadonlySet<string>): FiniteCell => ({
    value: { kind: 'ips', ips: { present, notEmpty, holds } },
    holds(index) {
      const atom = atoms[index]!
      if (atom.kind === 'holds') return holds.has(contentKey(atom.of))
      return atom.kind === 'present' ? present : notEmpty
    },
  })
  const subsets = [...new Set(sought)].reduce<readonly ReadonlySet<string>[]>(
    (sets, key) => [...sets, ...sets.map((set) => new Set([...set, key]))],
    [new Set()],
  )
  return [
    cell(false, false, new Set()),
    cell(true, false, new Set()),
    ...subsets.map((holds) => cell(true, true, holds)),
  ]
}

/** Whether two texts are equal. */
export function sameCells(): readonly FiniteCell[] {
  return [false, true].map((same) => ({ value: { kind: 'same', same }, holds: () => same }))
}
