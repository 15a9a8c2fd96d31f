import type { GramFilter } from './gram-filter.ts'

/**
 * Returns what is wrong with a stored `GramFilter`, or `undefined` if it can be used safely: every lookup is in range and makes
 * progress. Whether the filter passes every token is not checked. Never throws for any value. O(slots).
 */
export function checkGramFilter(filter: unknown): string | undefined {
  if (typeof filter !== 'object' || filter === null) return 'a gram filter is not an object'
  const { gramLength, stride, reach, slots } = filter as Partial<Record<keyof GramFilter, unknown>>
  if (!(slots instanceof Uint8Array)) return 'the slots of a gram filter are not an array of their type'
  if (!isWhole(gramLength, 2, 4)) return 'the grams of a gram filter are too short or too long'
  if (!isWhole(stride, 0, 255) || !isWhole(reach, 0, 0xffff))
    return 'the stride or reach of a gram filter is out of bounds'
  // INVARIANT: the number of slots is a power of two, so that a slot number is a group of bits.
  const { length } = slots
  return length >= 2 && length <= 1 << 30 && (length & (length - 1)) === 0
    ? undefined
    : 'the slots of a gram filter are not a power of two'
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}
