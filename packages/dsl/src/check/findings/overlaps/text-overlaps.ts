import type { TextMark } from './requirements.ts'

/** An item that is in force only for some texts. */
export interface Marked<T> {
  readonly item: T
  readonly marks: readonly TextMark[]
}

/**
 * Returns the groups of more than `max` items that are in force for the same text. Only texts that are marks need to be examined: for
 * any other text, no more items are in force than for the longest mark that it begins with. `spend` is called with the number of steps
 * and returns whether the search may go on; if not, the result is undefined.
 */
export function textOverlaps<T>(
  all: readonly Marked<T>[],
  max: number,
  spend: (steps: number) => boolean,
): readonly (readonly T[])[] | undefined {
  const byText = new Map<string, { exact: T[]; prefix: T[] }>()
  for (const { item, marks } of all) {
    for (const { text, isPrefix } of marks) {
      const entry = byText.get(text) ?? { exact: [], prefix: [] }
      byText.set(text, entry)
      ;(isPrefix ? entry.prefix : entry.exact).push(item)
    }
  }
  const overlaps: (readonly T[])[] = []
  // The marks that the current text begins with, the shortest first.
  const above: { readonly text: string; readonly items: readonly T[] }[] = []
  let count = 0
  // INVARIANT: in this order, every text comes after its own prefixes, and all texts in between also begin with these prefixes.
  for (const [text, { exact, prefix }] of [...byText].toSorted(([x], [y]) => (x < y ? -1 : 1))) {
    if (!spend(1)) return undefined
    while (above.length > 0 && !text.startsWith(above.at(-1)!.text)) count -= above.pop()!.items.length
    if (prefix.length > 0) {
      above.push({ text, items: prefix })
      count += prefix.length
    }
    if (count + exact.length <= max) continue
    if (!spend(count + exact.length)) return undefined
    const overlap = new Set([...above.flatMap(({ items }) => items), ...exact])
    if (overlap.size > max) overlaps.push([...overlap])
  }
  return overlaps
}
