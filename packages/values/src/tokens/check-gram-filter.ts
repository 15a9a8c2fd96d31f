import type { GramFilter } from './gram-filter.ts'

/**
 * What is wrong with a stored `GramFilter`, or `undefined` when it can be asked safely: every look falls on a slot and
 * goes forward. It does not prove that the filter passes every token. Never throws, whatever it is given. O(slots).
 */
export function checkGramFilter(filter: unknown): string | undefined {
  if (typeof filter !== 'object' || filter === null) return 'a gram filter is not an object'
  const { gramLength, stride, reach, slots } = filter as Partial<Record<keyof GramFilter, unknown>>
  if (!(slots instanceof Uint8Array)) return 'the slots of a gram filter are no array of their type'
  if (!isWhole(gramLength, 2, 4)) return 'the grams of a gram filter are too short or too long'
  if (!isWhole(stride, 0, 255) || !isWhole(reach, 0, 0xffff)) return 'a gram filter looks too far'
  // INVARIANT: the slots are a power of two, of which every slot number has the bits.
  const { length } = slots
  return length >= 2 && length <= 1 << 30 && (length & (length - 1)) === 0
    ? undefined
    : 'the slots of a gram filter are not a power of two'
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}
