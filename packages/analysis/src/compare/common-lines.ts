import { type EffectList, lineKey } from './effect-list.ts'

/**
 * Keys of lines that stand in both lists, as many as stand there in orders that come to the same: of two of them with different effects, the
 * same one comes first in either list. Every other line is one of its list's own. O(n log n): a longest subsequence that does not
 * fall.
 *
 * INVARIANT: where the lists give different effects, a line of their own decides in one of them. Were both decided by common lines, the
 * later one's list would have been decided by the earlier one too.
 */
export function commonLines(a: EffectList, b: EffectList): ReadonlySet<string> {
  const keysOfB = new Set(b.entries.map(lineKey))
  const keysOfA = new Set(a.entries.map(lineKey))
  const runOfB = new Map<string, number>()
  for (const [run, lines] of runsOf(b, keysOfA).entries()) {
    for (const line of lines) runOfB.set(line, run)
  }
  // Lines of one run have one effect, so that their order is free.
  const lines = runsOf(a, keysOfB).flatMap((run) => run.toSorted((x, y) => runOfB.get(x)! - runOfB.get(y)!))
  return new Set(longestRise(lines.map((line) => runOfB.get(line)!)).map((index) => lines[index]!))
}

/** Lines that stand in the other list too, those side by side with the same effect together. */
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

/** Indices of a longest subsequence that does not fall. */
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
