/** The ids in a text that a user pasted, the likeliest first; empty if it contains none. At most 20 are returned. */
export function readIds(text: string): readonly string[] {
  // WHY cut: nothing longer is an id with what people paste around it.
  const kept = text.slice(0, 400).normalize('NFKC')
  const words = kept.split(/[^\w-]+/).filter((word) => word !== '')
  const ids = words.filter((word) => word.length === idLength)
  // WHY last: some programs break an id into groups, and some people type it so.
  const joined = withoutLabel(words).join('')
  const all = joined.length === idLength ? [...ids, joined] : ids
  return [...new Set(all.toReversed())].slice(0, 20)
}

/** WHY from the end: what stands before an id, such as `Reference:`, may have nine letters too. */
function withoutLabel(words: readonly string[]): readonly string[] {
  let length = 0
  let first = words.length
  while (first > 0 && length < idLength) length += words[--first]!.length
  return words.slice(first)
}

/** Length of the ids that a gate creates. */
const idLength = 9
