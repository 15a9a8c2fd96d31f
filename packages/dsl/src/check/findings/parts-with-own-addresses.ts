import { type Budget, type IpSet, ipSetsMeet } from '@tidegate/values'
import type { AddressPart } from '../sets/resolved-addresses.ts'

/** Where the addresses of one part begin, or the address after its last one. */
interface Edge {
  readonly at: bigint
  readonly opens: boolean
  readonly part: AddressPart
}

/**
 * Returns parts that have an address which is in no other part, by a sweep over all addresses of each family: all such parts, except very
 * large ones and what they share addresses with. Undefined if the budget does not suffice. O(n log n).
 */
export function partsWithOwnAddresses(
  parts: readonly AddressPart[],
  budget: Pick<Budget, 'spend'>,
): ReadonlySet<AddressPart> | undefined {
  const own = new Set<AddressPart>()
  // WHY: a part with very many addresses, such as a file, takes less time to search than to sweep.
  const large = parts.filter(({ set }) => rangesOf(set) > maxRanges)
  const swept = large.length === 0 ? parts : parts.filter((part) => !large.includes(part))
  for (const [family, width] of [
    ['v4', 1],
    ['v6', 4],
  ] as const) {
    const words = swept.reduce((sum, { set }) => sum + set[family].length, 0)
    if (!budget.spend((stepsPerRange * words) / width)) return undefined
    sweep(
      swept.flatMap((part) => edgesOf(part, part.set[family], width)),
      own,
    )
  }
  for (const { set } of large) {
    if (!budget.spend(stepsPerRange * own.size)) return undefined
    for (const part of own) if (ipSetsMeet(set, part.set)) own.delete(part)
  }
  return own
}

const maxRanges = 10_000
const stepsPerRange = 10

function sweep(edges: Edge[], own: Set<AddressPart>): void {
  edges.sort((x, y) => (x.at < y.at ? -1 : x.at > y.at ? 1 : 0))
  const open = new Set<AddressPart>()
  for (const [index, { at, opens, part }] of edges.entries()) {
    if (opens) open.add(part)
    else open.delete(part)
    // Between two edges that are not at the same address, the open parts stay the same.
    const isGap = edges[index + 1]?.at !== at
    if (isGap && open.size === 1) for (const only of open) own.add(only)
  }
}

function edgesOf(part: AddressPart, words: Uint32Array, width: number): readonly Edge[] {
  const edges: Edge[] = []
  for (let i = 0; i < words.length; i += 2 * width) {
    edges.push({ at: addressAt(words, i, width), opens: true, part })
    edges.push({ at: addressAt(words, i + width, width) + 1n, opens: false, part })
  }
  return edges
}

function addressAt(words: Uint32Array, from: number, width: number): bigint {
  let address = 0n
  for (let i = from; i < from + width; i++) address = (address << 32n) | BigInt(words[i]!)
  return address
}

function rangesOf({ v4, v6 }: IpSet): number {
  return v4.length / 2 + v6.length / 8
}
