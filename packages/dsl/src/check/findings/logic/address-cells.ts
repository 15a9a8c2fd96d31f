import {
  type Budget,
  type IpSet,
  intersectIpSets,
  ipSetCovers,
  ipSetIsEmpty,
  IpSetBuilder,
  ipSetsCoverAll,
  ipSetsMeet,
  parsePrefix,
  subtractIpSet,
} from '@tidegate/values'
import type { Assignment, Atom } from './atoms.ts'

/** Returns every combination of truth values that some address gives to tests against sets: the sets partition all addresses into cells. */
export function addressCells(
  atoms: readonly Atom[],
  setOf: (index: number) => IpSet | undefined,
  mayBeAbsent: boolean,
  budget: Budget,
): readonly Assignment[] | undefined {
  const cells = cellsOf(atoms, setOf, budget)
  if (cells === undefined || !mayBeAbsent) return cells
  return [...cells, new Map(atoms.map(({ key }) => [key, false]))]
}

function cellsOf(
  atoms: readonly Atom[],
  setOf: (index: number) => IpSet | undefined,
  budget: Budget,
): readonly Assignment[] | undefined {
  const sets = atoms.map(({ test }) => (test.kind === 'ip-in' ? setOf(test.set) : undefined))
  const [a, b] = sets
  if (sets.length === 2 && a !== undefined && b !== undefined) return pairCells(atoms, a, b, budget)
  let cells: readonly { readonly set: IpSet; readonly truths: Map<string, boolean> }[] = [
    { set: allAddresses(), truths: new Map() },
  ]
  for (const [at, { key }] of atoms.entries()) {
    const set = sets[at]
    if (set === undefined) {
      // A test of presence: true for every address.
      for (const cell of cells) cell.truths.set(key, true)
      continue
    }
    const words = cells.reduce((sum, cell) => sum + wordsOf(cell.set) + wordsOf(set), 0)
    if (!budget.spend(stepsPerWord * words)) return undefined
    cells = cells.flatMap((cell) => [
      { set: intersectIpSets(cell.set, set), truths: new Map([...cell.truths, [key, true]]) },
      { set: subtractIpSet(cell.set, set), truths: new Map([...cell.truths, [key, false]]) },
    ])
    cells = cells.filter((cell) => !ipSetIsEmpty(cell.set))
  }
  return cells.map(({ truths }) => truths)
}

/** The cells of two sets, without computing the sets of addresses: one of them may be very large. */
function pairCells(atoms: readonly Atom[], a: IpSet, b: IpSet, budget: Budget): readonly Assignment[] | undefined {
  const [few, many] = [wordsOf(a), wordsOf(b)].toSorted((x, y) => x - y)
  if (!budget.spend(2 * few! * Math.ceil(1 + Math.log2(1 + many! / Math.max(1, few!))))) return undefined
  const cells = [
    { isCell: ipSetsMeet(a, b), truths: [true, true] },
    { isCell: !ipSetCovers(b, a), truths: [true, false] },
    { isCell: !ipSetCovers(a, b), truths: [false, true] },
    { isCell: !ipSetsCoverAll(a, b), truths: [false, false] },
  ]
  return cells
    .filter(({ isCell }) => isCell)
    .map(({ truths }) => new Map(atoms.map(({ key }, at): [string, boolean] => [key, truths[at] === true])))
}

const stepsPerWord = 4

function wordsOf({ v4, v6 }: IpSet): number {
  return v4.length + v6.length
}

function allAddresses(): IpSet {
  const builder = new IpSetBuilder()
  for (const text of ['0.0.0.0/0', '::/0']) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
