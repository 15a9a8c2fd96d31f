import type { IpSet } from '@tidegate/values'

/** Something in force only for some addresses. */
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
 * The items in force together for some one address, where they are more than `most`: a line over each family is followed from the first
 * address to the last. `spend` is told of every step and says whether there may be more; undefined when not.
 */
export function addressCrowds<T>(
  all: readonly Located<T>[],
  most: number,
  spend: (steps: number) => boolean,
): readonly (readonly T[])[] | undefined {
  const crowds: (readonly T[])[] = []
  for (const [family, width] of [
    ['v4', 1],
    ['v6', 4],
  ] as const) {
    if (!spend(all.reduce((sum, { set }) => sum + set[family].length, 0))) return undefined
    const edges = all.flatMap(({ item, set }) => edgesOf(item, set[family], width))
    // What ends at an address ends before what begins there: `at` is behind the last address of a range.
    edges.sort((x, y) => (x.at === y.at ? Number(x.opens) - Number(y.opens) : x.at < y.at ? -1 : 1))
    const open = new Set<T>()
    for (const [index, { opens, item }] of edges.entries()) {
      if (opens) open.add(item)
      else open.delete(item)
      const isPeak = opens && edges[index + 1]?.opens === false
      if (!isPeak || open.size <= most) continue
      if (!spend(open.size)) return undefined
      crowds.push([...open])
    }
  }
  return crowds
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
