// Below this size, comparing is faster than counting 65,536 digits.
const smallest = 1024

/**
 * Returns the order that sorts records of `stride` words by their first `keys` words: the indices of the records, ascending and
 * stable. Undefined if they are already in order. Linear from about a thousand records on (radix sort with 16 bits per pass; passes
 * over equal digits are skipped).
 */
export function sortOrder(words: Uint32Array, stride: number, keys: number, count: number): Uint32Array | undefined {
  if (isSorted(words, stride, keys, count)) return undefined
  let order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  if (count < smallest) return order.sort((x, y) => compareRecords(words, x * stride, y * stride, keys) || x - y)

  let next = new Uint32Array(count)
  const ends = new Uint32Array(0x10000)
  for (let key = keys - 1; key >= 0; key--) {
    for (let shift = 0; shift < 32; shift += 16) {
      ends.fill(0)
      for (let at = key; at < count * stride; at += stride) {
        const digit = (words[at]! >>> shift) & 0xffff
        ends[digit] = ends[digit]! + 1
      }
      if (ends[(words[key]! >>> shift) & 0xffff] === count) continue
      let sum = 0
      for (let digit = 0; digit < 0x10000; digit++) {
        const amount = ends[digit]!
        ends[digit] = sum
        sum += amount
      }
      for (let i = 0; i < count; i++) {
        const record = order[i]!
        const digit = (words[record * stride + key]! >>> shift) & 0xffff
        const to = ends[digit]!
        ends[digit] = to + 1
        next[to] = record
      }
      const spare = order
      order = next
      next = spare
    }
  }
  return order
}

function isSorted(words: Uint32Array, stride: number, keys: number, count: number): boolean {
  for (let i = 1; i < count; i++) {
    if (compareRecords(words, (i - 1) * stride, i * stride, keys) > 0) return false
  }
  return true
}

function compareRecords(words: Uint32Array, x: number, y: number, keys: number): number {
  for (let k = 0; k < keys; k++) {
    const difference = words[x + k]! - words[y + k]!
    if (difference !== 0) return difference
  }
  return 0
}
