import { allocateCells, type Cells } from './cells.ts'
import type { RowLayout } from './row-layout.ts'

/** How many slots a key may lie in, counted from its home. */
export const probeLength = 16

/** The most home slots of a segment: row numbers and tags share 32 bits. */
export const mostHomes = 8192

/** Rows that there is room for, by slots: a little above the load of 0.4, since keys fall unevenly on segments. */
const placesPerSlot = 0.43

const rowBits = 13
const rowMask = 2 ** rowBits - 1
const tagBits = 32 - rowBits

/**
 * A part of a table that grows by itself: an index by open addressing with linear probing, and rows that lie densely beside it, so that
 * a search stays within one or two lines of memory until it has found its row.
 *
 *     index   | tag 19 bits, row + 1 in 13 bits |   0: empty
 *     rows    in any order; the fingerprint of one that is not in use is all zero, and its third word tells the next such one
 *
 * INVARIANT: entries lie at their home slot or at most 15 slots behind it, in ascending order of their tags, the first bits of the
 * fingerprint's second word (which the home is a monotone function of), without an empty slot between home and entry. So a search
 * ends at the first empty slot or greater tag, and at the load of 0.4 fewer than one key in 10^11 finds its 16 slots taken.
 */
export interface Segment extends Cells {
  readonly layout: RowLayout
  /** 32-bit words of a row. */
  readonly stride: number
  /** Home slots; 15 more lie behind them. */
  readonly slots: number
  readonly index: Uint32Array
  /** Rows that there is room for. */
  readonly places: number
  /** Rows in use. */
  rows: number
  /** Rows from this one on have never been in use. */
  untouched: number
  /** The first row of those that are no longer in use, or -1. */
  free: number
  /** Where the search for rows to forget goes on. */
  hand: number
  /** That search found expired rows when it was last made. */
  fruitful: boolean
}

/** An empty segment with `slots` homes, at most 8,192. */
export function createSegment(layout: RowLayout, slots: number): Segment {
  const places = placesOf(slots)
  const { octets, halves, words, doubles } = allocateCells(places * layout.rowBytes)
  return {
    octets,
    halves,
    words,
    doubles,
    layout,
    stride: layout.rowBytes / 4,
    slots,
    index: new Uint32Array(slotsOf(slots)),
    places,
    rows: 0,
    untouched: 0,
    free: -1,
    hand: 0,
    fruitful: true,
  }
}

/** Bytes of a segment: its rows and its index. */
export function segmentBytes(layout: RowLayout, slots: number): number {
  return placesOf(slots) * layout.rowBytes + slotsOf(slots) * 4
}

/** The row of a fingerprint, or -1. */
export function findRow(segment: Segment, first: number, second: number): number {
  const { index, words, stride } = segment
  const tag = tagOf(second)
  const home = homeOf(segment, tag)
  for (let slot = home; slot < home + probeLength; slot++) {
    const entry = index[slot]!
    if (entry === 0) return -1
    const found = entry >>> rowBits
    if (found < tag) continue
    if (found > tag) return -1
    const row = (entry & rowMask) - 1
    if (words[row * stride] === first && words[row * stride + 1] === second) return row
  }
  return -1
}

/** Whether `insertRow` finds a slot for a fingerprint; a place for the row is another matter. */
export function hasSlot(segment: Segment, second: number): boolean {
  const slot = slotFor(segment, tagOf(second))
  return slot >= 0 && canShift(segment, slot)
}

/** Makes a blank row for a fingerprint that is not there and gives its number, or -1 when its slots or all places are taken. */
export function insertRow(segment: Segment, first: number, second: number, nowMs: number): number {
  if (segment.rows === segment.places) return -1
  const tag = tagOf(second)
  const slot = slotFor(segment, tag)
  if (slot < 0 || !canShift(segment, slot)) return -1
  const { index, words, doubles, stride } = segment
  const row = takePlace(segment)
  let end = slot
  while (index[end] !== 0) end++
  for (let i = end; i > slot; i--) index[i] = index[i - 1]!
  index[slot] = ((tag << rowBits) | (row + 1)) >>> 0
  words[row * stride] = first
  words[row * stride + 1] = second
  doubles[((row * stride) >> 1) + 1] = nowMs
  segment.rows++
  return row
}

/** Forgets a row in use; the entries behind its own that are not at home move up. */
export function removeRow(segment: Segment, row: number): void {
  const { index, words, stride } = segment
  const tag = tagOf(words[row * stride + 1]!)
  let slot = homeOf(segment, tag)
  while ((index[slot]! & rowMask) !== row + 1) slot++
  for (; slot + 1 < index.length && index[slot + 1] !== 0 && distanceOf(segment, slot + 1) > 0; slot++) {
    index[slot] = index[slot + 1]!
  }
  index[slot] = 0
  for (let i = row * stride; i < (row + 1) * stride; i++) words[i] = 0
  words[row * stride + 2] = segment.free + 1
  segment.free = row
  segment.rows--
}

/** Whether a row is in use. */
export function isRow(segment: Segment, row: number): boolean {
  const at = row * segment.stride
  return segment.words[at] !== 0 || segment.words[at + 1] !== 0
}

/** The row that the entry of a slot names, or -1 where the slot is empty. */
export function rowAt(segment: Segment, slot: number): number {
  return (segment.index[slot]! & rowMask) - 1
}

/** The slot where the search for a fingerprint with this second word begins. */
export function firstSlot(segment: Segment, second: number): number {
  return homeOf(segment, tagOf(second))
}

/** How many slots behind its home the entry of a slot lies. */
export function distanceOf(segment: Segment, slot: number): number {
  return slot - homeOf(segment, segment.index[slot]! >>> rowBits)
}

function tagOf(second: number): number {
  return second >>> rowBits
}

function homeOf(segment: Segment, tag: number): number {
  return (tag * segment.slots) >>> tagBits
}

function slotsOf(slots: number): number {
  return slots + probeLength - 1
}

function placesOf(slots: number): number {
  return Math.ceil(slots * placesPerSlot)
}

function takePlace(segment: Segment): number {
  const row = segment.free
  if (row < 0) return segment.untouched++
  const next = row * segment.stride + 2
  segment.free = segment.words[next]! - 1
  segment.words[next] = 0
  return row
}

/** The slot that keeps the order for a new entry, or -1 when it would be too far from home. */
function slotFor(segment: Segment, tag: number): number {
  const { index } = segment
  const home = homeOf(segment, tag)
  for (let slot = home; slot < home + probeLength; slot++) {
    const entry = index[slot]!
    if (entry === 0 || entry >>> rowBits > tag) return slot
  }
  return -1
}

/** Whether the entries from a slot up to the next empty one can all move one slot on. */
function canShift(segment: Segment, from: number): boolean {
  for (let slot = from; segment.index[slot] !== 0; slot++) {
    if (slot + 1 >= segment.index.length || distanceOf(segment, slot) === probeLength - 1) return false
  }
  return true
}
