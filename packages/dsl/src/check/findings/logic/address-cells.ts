import { type IpSet, intersectIpSets, ipSetIsEmpty, IpSetBuilder, parsePrefix, subtractIpSet } from '@tidegate/values'
import type { Assignment, Atom } from './atoms.ts'

/** Returns every combination of truth values that some address gives to tests against sets: the sets partition all addresses into cells. */
export function addressCells(
  atoms: readonly Atom[],
  setOf: (index: number) => IpSet | undefined,
  mayBeAbsent: boolean,
): readonly Assignment[] {
  let cells: readonly { readonly set: IpSet; readonly truths: Map<string, boolean> }[] = [
    { set: allAddresses(), truths: new Map() },
  ]
  for (const { key, test } of atoms) {
    const set = test.kind === 'ip-in' ? setOf(test.set) : undefined
    if (set === undefined) {
      // A test of presence: true for every address.
      for (const cell of cells) cell.truths.set(key, true)
      continue
    }
    cells = cells.flatMap((cell) => [
      { set: intersectIpSets(cell.set, set), truths: new Map([...cell.truths, [key, true]]) },
      { set: subtractIpSet(cell.set, set), truths: new Map([...cell.truths, [key, false]]) },
    ])
    cells = cells.filter((cell) => !ipSetIsEmpty(cell.set))
  }
  const assignments: Assignment[] = cells.map(({ truths }) => truths)
  return mayBeAbsent ? [...assignments, new Map(atoms.map(({ key }) => [key, false]))] : assignments
}

function allAddresses(): IpSet {
  const builder = new IpSetBuilder()
  for (const text of ['0.0.0.0/0', '::/0']) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
