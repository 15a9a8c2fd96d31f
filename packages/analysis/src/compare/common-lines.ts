import { type EffectList, lineKey } from './effect-list.ts'

/**
 * Returns keys of lines that are in both lists: as many as possible such that any two of them with different effects are in the
 * same order in both lists. Every other line belongs to its list alone. O(n log n): a longest non-decreasing subsequence.
 *
 * INVARIANT: where the lists give different effects, a line that belongs to one list alone decides in that list. If common lines
 * decided in both lists, the later of the two would have been preceded by the earlier one in its own list as well.
 */
export function commonLines(a: EffectList, b: EffectList): ReadonlySet<string> {
  const keysOfB = new Set(b.entries.map(lineKey))
  const keysOfA = new Set(a.entries.map(lineKey))
  const runOfB = new Map<string, number>()
  for (const [run, lines] of runsOf(b, keysOfA).entries()) {
    for (const line of lines) runOfB.set(line, run)
  }
  // Lines of one run have the same effect, so their order does not matter.
  const lines = runsOf(a, keysOfB).flatMap((run) => run.toSorted((x, y) => runOfB.get(x)! - runOfB.get(y)!))
  return new Set(longestRise(lines.map((line) => runOfB.get(line)!)).map((index) => lines[index]!))
}

/** Lines that are in the other list too; adjacent ones with the same effect form a run. */
function runsOf({ entries }: EffectList, others: ReadonlySet<string>): readonly (readonly string[])[] {
  const runs: { readonly effect: string; readonly keys: string[] }[] = []
  for (const entry of entries) {
    const key = lineKey(entry)
    if (!others.has(key)) continue
    const last = runs.at(-1)
    if (last?.effect === entry.effect) last.keys.push(key)
    else runs.push({ effect: entry.effect, keys: [key] })
  }
  return runs.map(({ keys }) => keys)
}

/** Indices of a longest non-decreasing subsequence. */
function longestRise(values: readonly number[]): readonly number[] {
  const lasts: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, value] of values.entries()) {
    let low = 0
    let high = lasts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (values[lasts[middle]!]! <= value) low = middle + 1
      else high = middle
    }
    before.push(lasts[low - 1])
    lasts[low] = index
  }
  const rise: number[] = []
  for (let at = lasts.at(-1); at !== undefined; at = before[at]) rise.push(at)
  return rise.toReversed()
}
