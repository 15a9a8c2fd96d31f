import { type IpAddress, ipv4, ipv6, type IpSet, IpSetBuilder } from '@tidegate/values'
import type { Atom } from '../logic/atom.ts'
import type { FiniteCell } from './finite-dimension.ts'

interface Bound {
  readonly at: bigint
  /** Index of the atom whose set begins or ends here. */
  readonly atom: number
  readonly begins: boolean
}

/**
 * Partitions all addresses into cells of addresses that are in the same sets; if the address is optional, the first cell stands for
 * a missing address. There is at most one cell more than there are boundaries of sets. Linear in the number of ranges, apart from
 * sorting.
 */
export function addressCells(atoms: readonly Atom[], optional: boolean): readonly FiniteCell[] {
  const builders = new Map<string, { readonly atoms: ReadonlySet<number>; readonly builder: IpSetBuilder }>()
  const add = (family: 4 | 6, first: bigint, last: bigint, members: ReadonlySet<number>): void => {
    if (first > last) return
    const key = [...members].toSorted((x, y) => x - y).join()
    let cell = builders.get(key)
    if (cell === undefined) {
      cell = { atoms: new Set(members), builder: new IpSetBuilder() }
      builders.set(key, cell)
    }
    cell.builder.addRange({ first: addressAt(family, first), last: addressAt(family, last) })
  }
  for (const family of [4, 6] as const) {
    const bounds: Bound[] = []
    for (const [atom, { set }] of setsOf(atoms)) collectBounds(set, family, atom, bounds)
    bounds.sort((x, y) => (x.at < y.at ? -1 : x.at > y.at ? 1 : 0))
    const members = new Set<number>()
    let start = 0n
    for (const { at, atom, begins } of bounds) {
      if (at > start) {
        addOutsideMapped(family, start, at - 1n, members, add)
        start = at
      }
      if (begins) members.add(atom)
      else members.delete(atom)
    }
    addOutsideMapped(family, start, family === 4 ? 0xffff_ffffn : (1n << 128n) - 1n, members, add)
  }
  const present = [...builders.values()]
    .toSorted((x, y) => x.atoms.size - y.atoms.size)
    .map(({ atoms: members, builder }): FiniteCell => {
      const cell = { atoms: members, set: builder.build() }
      return { value: { kind: 'address', cell }, holds: (atom) => members.has(atom) || isAbout(atoms[atom], true) }
    })
  if (!optional) return present
  const absent: FiniteCell = {
    value: { kind: 'address', cell: { atoms: new Set(), set: undefined } },
    holds: () => false,
  }
  return [absent, ...present]
}

/** Presence is true for every address; of the atoms that are not sets, this one is the only one. */
function isAbout(atom: Atom | undefined, present: boolean): boolean {
  return (atom?.kind === 'present' || atom?.kind === 'not-empty') && present
}

function* setsOf(atoms: readonly Atom[]): Generator<readonly [number, { readonly set: IpSet }]> {
  for (const [index, atom] of atoms.entries()) if (atom.kind === 'addresses') yield [index, atom]
}

function collectBounds({ v4, v6 }: IpSet, family: 4 | 6, atom: number, bounds: Bound[]): void {
  const words = family === 4 ? v4 : v6
  const width = family === 4 ? 1 : 4
  for (let i = 0; i < words.length; i += 2 * width) {
    bounds.push({ at: numberAt(words, i, width), atom, begins: true })
    bounds.push({ at: numberAt(words, i + width, width) + 1n, atom, begins: false })
  }
}

/** IPv4-mapped IPv6 addresses are IPv4 addresses: no IPv6 range contains them. */
const firstMapped = 0xffff_0000_0000n
const lastMapped = 0xffff_ffff_ffffn

function addOutsideMapped(
  family: 4 | 6,
  first: bigint,
  last: bigint,
  members: ReadonlySet<number>,
  add: (family: 4 | 6, first: bigint, last: bigint, members: ReadonlySet<number>) => void,
): void {
  if (family === 4 || last < firstMapped || first > lastMapped) return add(family, first, last, members)
  add(6, first, firstMapped - 1n, members)
  add(6, lastMapped + 1n, last, members)
}

function numberAt(words: Uint32Array, i: number, width: number): bigint {
  let number = 0n
  for (let k = 0; k < width; k++) number = (number << 32n) | BigInt(words[i + k]!)
  return number
}

function addressAt(family: 4 | 6, number: bigint): IpAddress {
  if (family === 4) return ipv4(Number(number))
  const word = (shift: bigint): number => Number((number >> shift) & 0xffff_ffffn)
  return ipv6(word(96n), word(64n), word(32n), word(0n))
}
