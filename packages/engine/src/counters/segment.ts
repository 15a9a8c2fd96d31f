import { allocateCells, type Cells } from './cells.ts'
import type { RowLayout } from './row-layout.ts'

/** How many slots a key may lie in, counted from its home. */
export const probeLength = 16

/**
 * A part of a table that grows by itself: open addressing with linear probing.
 *
 * INVARIANT: rows lie at their home slot or at most 15 slots behind it, in ascending order of the second word of their
 * fingerprint (which the home is a monotone function of), without an empty slot between home and row. So a search ends at the
 * first empty slot or greater word, and at the load of 0.4 fewer than one key in 10^11 finds its 16 slots taken.
 */
export interface Segment extends Cells {
  readonly layout: RowLayout
  /** 32-bit words of a row. */
  readonly stride: number
  /** Home slots; 15 more lie behind them. */
  readonly slots: number
  /** Slots that hold a row. */
  rows: number
  /** Where the search for rows to forget goes on. */
  hand: number
  /** That search found expired rows when it was last made. */
  fruitful: boolean
}

/** An empty segment with room for `slots` homes. */
export function createSegment(layout: RowLayout, slots: number): Segment {
  const { halves, words, doubles } = allocateCells(segmentBytes(layout, slots))
  return { halves, words, doubles, layout, stride: layout.rowBytes / 4, slots, rows: 0, hand: 0, fruitful: true }
}

/** Bytes of a segment's cells. */
export function segmentBytes(layout: RowLayout, slots: number): number {
  return (slots + probeLength - 1) * layout.rowBytes
}

/** The slot of a fingerprint, or -1. */
export function findSlot(segment: Segment, first: number, second: number): number {
  const { words, stride } = segment
  const home = homeOf(segment, second)
  for (let slot = home; slot < home + probeLength; slot++) {
    const at = slot * stride
    const found = words[at + 1]!
    if (found === second) {
      if (words[at] === first) return slot
      if (second === 0 && words[at] === 0) return -1
    } else if (found > second || (found === 0 && words[at] === 0)) {
      return -1
    }
  }
  return -1
}

/** Whether `insertSlot` finds room for a fingerprint. */
export function hasRoom(segment: Segment, second: number): boolean {
  const place = placeOf(segment, second)
  return place >= 0 && canShift(segment, place)
}

/** Makes a blank row for a fingerprint that is not there and gives its slot, or -1 when its slots are taken. */
export function insertSlot(segment: Segment, first: number, second: number, nowMs: number): number {
  const place = placeOf(segment, second)
  if (place < 0 || !canShift(segment, place)) return -1
  const { words, doubles, stride } = segment
  let end = place
  while (!isEmpty(segment, end)) end++
  if (end > place) words.copyWithin((place + 1) * stride, place * stride, end * stride)
  const at = place * stride
  if (end > place) clearRow(segment, place)
  words[at] = first
  words[at + 1] = second
  doubles[(at >> 1) + 1] = nowMs
  segment.rows++
  return place
}

/** Forgets the row of a slot; the rows behind it that are not at home move up. */
export function removeSlot(segment: Segment, slot: number): void {
  const { words, stride } = segment
  let last = slot
  while (last + 1 < slotCount(segment) && !isEmpty(segment, last + 1) && distanceOf(segment, last + 1) > 0) last++
  if (last > slot) words.copyWithin(slot * stride, (slot + 1) * stride, (last + 1) * stride)
  clearRow(segment, last)
  segment.rows--
}

function clearRow(segment: Segment, slot: number): void {
  const { words, stride } = segment
  // A loop: `fill` costs more than so few words.
  for (let i = slot * stride; i < (slot + 1) * stride; i++) words[i] = 0
}

/** Whether a slot holds no row. */
export function isEmpty(segment: Segment, slot: number): boolean {
  const at = slot * segment.stride
  return segment.words[at] === 0 && segment.words[at + 1] === 0
}

/** How many slots a segment has, those behind the last home included. */
export function slotCount(segment: Segment): number {
  return segment.slots + probeLength - 1
}

/** The slot where the search for a fingerprint begins. */
export function homeOf(segment: Segment, second: number): number {
  return Math.floor((second * segment.slots) / 2 ** 32)
}

/** How many slots behind its home the row of a slot lies. */
export function distanceOf(segment: Segment, slot: number): number {
  return slot - homeOf(segment, segment.words[slot * segment.stride + 1]!)
}

/** The slot that keeps the order for a new fingerprint, or -1 when it would be too far from home. */
function placeOf(segment: Segment, second: number): number {
  const { words, stride } = segment
  const home = homeOf(segment, second)
  for (let slot = home; slot < home + probeLength; slot++) {
    if (words[slot * stride + 1]! > second || isEmpty(segment, slot)) return slot
  }
  return -1
}

/** Whether the rows from a slot up to the next empty one can all move one slot on. */
function canShift(segment: Segment, place: number): boolean {
  for (let slot = place; !isEmpty(segment, slot); slot++) {
    if (distanceOf(segment, slot) === probeLength - 1) return false
  }
  return true
}
