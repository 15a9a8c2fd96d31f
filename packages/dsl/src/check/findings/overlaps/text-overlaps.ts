import type { TextMark } from './asked.ts'

/** Something in force only for some texts. */
export interface Marked<T> {
  readonly item: T
  readonly marks: readonly TextMark[]
}

/**
 * The items in force together for some one text, where they are more than `most`. Only texts that are marks are looked at: any other
 * is in force for no more than the longest mark that it begins with. `spend` is told of every step and says whether there may be more;
 * undefined when not.
 */
export function textCrowds<T>(
  all: readonly Marked<T>[],
  most: number,
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
  const crowds: (readonly T[])[] = []
  // The marks that the text at hand begins with, the shortest first.
  const above: { readonly text: string; readonly items: readonly T[] }[] = []
  let count = 0
  // INVARIANT: in this order every text stands behind those that it begins with, and between them only such as begin with them too.
  for (const [text, { exact, prefix }] of [...byText].toSorted(([x], [y]) => (x < y ? -1 : 1))) {
    if (!spend(1)) return undefined
    while (above.length > 0 && !text.startsWith(above.at(-1)!.text)) count -= above.pop()!.items.length
    if (prefix.length > 0) {
      above.push({ text, items: prefix })
      count += prefix.length
    }
    if (count + exact.length <= most) continue
    if (!spend(count + exact.length)) return undefined
    const crowd = new Set([...above.flatMap(({ items }) => items), ...exact])
    if (crowd.size > most) crowds.push([...crowd])
  }
  return crowds
}
