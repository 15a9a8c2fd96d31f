import type { AddressSubject, Model } from '@tidegate/model'
import { buildPrefixTable, classSets, type PrefixTable } from '@tidegate/values'
import { type DimensionDraft, testGives } from './dimension-draft.ts'
import type { AddressDimension, TestTable } from './dimensions.ts'
import { packLists } from './lists.ts'

/** The address sets that tests use, in one structure. */
export interface AddressTable {
  readonly prefixes: PrefixTable
  /** The position in `prefixes` of each address set of the model that is used. */
  readonly placeOfSet: ReadonlyMap<number, number>
}

/** Combines all address sets that the dimensions test. */
export function planPrefixes(model: Model, dimensions: readonly DimensionDraft[]): AddressTable {
  const used = new Set<number>()
  for (const { atoms } of dimensions) for (const atom of atoms) if (atom.kind === 'addresses') used.add(atom.set)
  const sets = [...used].toSorted((x, y) => x - y)
  return {
    prefixes: buildPrefixTable(sets.map((set) => model.addressSets[set]!.set)),
    placeOfSet: new Map(sets.map((set, place) => [set, place])),
  }
}

/**
 * Creates the dimension of an address. For each class of addresses, it lists the tests whose results differ from the default. Classes with the same
 * results share a list.
 */
export function planAddress(
  subject: AddressSubject,
  draft: DimensionDraft,
  table: TestTable,
  { prefixes, placeOfSet }: AddressTable,
): AddressDimension {
  const atomOfPlace = new Map<number, number>()
  for (const [number, atom] of draft.atoms.entries()) {
    if (atom.kind === 'addresses') atomOfPlace.set(placeOfSet.get(atom.set)!, number)
  }
  const held = new Uint8Array(table.atomCount)
  const lists: number[][] = [[]]
  const listOf = new Map<string, number>([['', 0]])
  const flipsOfClass = new Uint32Array(prefixes.classCount)
  for (let cls = 1; cls < prefixes.classCount; cls++) {
    const atoms = atomsOfClass(classSets(prefixes, cls), atomOfPlace)
    for (const atom of atoms) held[atom] = 1
    const flips = flippedTests(atoms, held, table)
    for (const atom of atoms) held[atom] = 0
    const key = flips.join()
    const known = listOf.get(key)
    if (known === undefined) listOf.set(key, lists.push(flips) - 1)
    flipsOfClass[cls] = listOf.get(key)!
  }
  return { kind: 'address', subject, table, flipsOfClass, flips: packLists(lists) }
}

function atomsOfClass(row: Uint32Array, atomOfPlace: ReadonlyMap<number, number>): readonly number[] {
  const atoms: number[] = []
  for (let word = 0; word < row.length; word++) {
    for (let bits = row[word]!; bits !== 0; bits &= bits - 1) {
      const atom = atomOfPlace.get(word * 32 + 31 - Math.clz32(bits & -bits))
      if (atom !== undefined) atoms.push(atom)
    }
  }
  return atoms
}

function flippedTests(atoms: readonly number[], held: Uint8Array, table: TestTable): number[] {
  const flips = new Set<number>()
  for (const atom of atoms) {
    const { starts, items } = table.testsOfAtom
    for (let at = starts[atom]!; at < starts[atom + 1]!; at++) {
      const test = items[at]!
      if (testGives(table.tests[test]!, held) !== (table.byDefault[test] === 1)) flips.add(test)
    }
  }
  return [...flips].toSorted((x, y) => x - y)
}
