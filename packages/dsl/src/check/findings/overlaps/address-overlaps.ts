import type { IpSet } from '@tidegate/values'

/** An item that is in force only for some addresses. */
export interface Located<T> {
  readonly item: T
  readonly set: IpSet
}

interface Edge<T> {
  readonly at: bigint
  readonly opens: boolean
  readonly item: T
}

/**
 * Returns the groups of more than `max` items that are in force for the same address, by a sweep over all addresses of each family.
 * `spend` is called with the number of steps and returns whether the search may go on; if not, the result is undefined.
 */
export function addressOverlaps<T>(
  all: readonly Located<T>[],
  max: number,
  spend: (steps: number) => boolean,
): readonly (readonly T[])[] | undefined {
  const overlaps: (readonly T[])[] = []
  for (const [family, width] of [
    ['v4', 1],
    ['v6', 4],
  ] as const) {
    if (!spend(all.reduce((sum, { set }) => sum + set[family].length, 0))) return undefined
    const edges = all.flatMap(({ item, set }) => edgesOf(item, set[family], width))
    // Ends are sorted before beginnings at the same address, because the end is one past the last address of a range.
    edges.sort((x, y) => (x.at === y.at ? Number(x.opens) - Number(y.opens) : x.at < y.at ? -1 : 1))
    const open = new Set<T>()
    for (const [index, { opens, item }] of edges.entries()) {
      if (opens) open.add(item)
      else open.delete(item)
      const isPeak = opens && edges[index + 1]?.opens === false
      if (!isPeak || open.size <= max) continue
      if (!spend(open.size)) return undefined
      overlaps.push([...open])
    }
  }
  return overlaps
}

function edgesOf<T>(item: T, words: Uint32Array, width: number): readonly Edge<T>[] {
  const edges: Edge<T>[] = []
  for (let i = 0; i < words.length; i += 2 * width) {
    edges.push({ at: addressAt(words, i, width), opens: true, item })
    edges.push({ at: addressAt(words, i + width, width) + 1n, opens: false, item })
  }
  return edges
}

function addressAt(words: Uint32Array, from: number, width: number): bigint {
  let address = 0n
  for (let i = from; i < from + width; i++) address = (address << 32n) | BigInt(words[i]!)
  return address
}
