/** The most ranges that a note lists. */
const maxRanges = 40

/** Returns line numbers in words: `line 3`, `lines 3, 5-9 (6 lines)`; after forty ranges only the last line. O(n log n). */
export function lineRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].toSorted((one, other) => one - other)
  const [first] = sorted
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return 'no line'
  if (sorted.length === 1) return `line ${first}`
  const ranges: string[] = []
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (sorted[end + 1] === sorted[end]! + 1) end++
    if (ranges.length === maxRanges) {
      ranges.push(`… up to line ${last}`)
      break
    }
    ranges.push(start === end ? `${sorted[start]}` : `${sorted[start]}-${sorted[end]}`)
    start = end + 1
  }
  return `lines ${ranges.join(', ')} (${sorted.length} lines)`
}
