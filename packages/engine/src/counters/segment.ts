import { allocateCells, type Cells } from './cells.ts'
import type { RowLayout } from './row-layout.ts'
import type { UndoJournal } from './shared/undo-journal.ts'

/** Number of slots in which a key may be: its home slot and the slots after it. */
export const probeLength = 48

/** A cache line of today's processors is 64 bytes. */
const wordsOfLine = 16

/** Number of slots, from home on, among which most keys are found. */
const usualProbe = 3

/** Maximum number of home slots of a segment. */
export const maxHomes = 8192

/**
 * A part of a table that grows separately; its rows are found by open addressing with linear probing. A search waits for the memory of the home
 * slot; the row is in that slot or in one of the next few, whose cache lines the processor has usually prefetched.
 *
 *     | home 0 | home 1 | … | home slots - 1 | 47 more |     one row per slot; if its first word is 0, the slot is empty
 *
 * A fingerprint is two signed words; the first is not 0.
 *
 * INVARIANT: rows are at their home slot or at most 47 slots after it, in ascending order of the first word of their fingerprints (the
 * home is a monotone function of it), without an empty slot between home and row. Therefore a search ends at the first empty slot or greater word.
 * At a load of 0.77, fewer than one key in 10^10 finds its 48 slots taken.
 */
export interface Segment {
  /** The cells that contain the segment's rows; other segments may share them. */
  readonly cells: Cells
  readonly layout: RowLayout
  /** Number of 32-bit words of a row. */
  readonly stride: number
  /** Its first slot in the cells. */
  readonly start: number
  /** Number of home slots; 47 more follow them. */
  readonly slots: number
  /** Number of slots with a row. */
  rows: number
  /** The slot where the search for rows to evict continues. */
  hand: number
  /** Whether the last such search found expired rows. */
  fruitful: boolean
  /** Where rows are saved before they move, if other threads share them. */
  readonly journal: UndoJournal | undefined
}

/** Creates an empty segment with `slots` homes, at most 8,192, from slot `start` of shared blank cells, or in cells of its own. */
export function createSegment(layout: RowLayout, slots: number, shared?: Cells, start = 0): Segment {
  return {
    cells: shared ?? allocateCells(segmentBytes(layout, slots)),
    layout,
    start,
    slots,
    stride: layout.rowBytes / 4,
    rows: 0,
    hand: start,
    fruitful: true,
    journal: undefined,
  }
}

/** The number of slots of a segment with `slots` homes. */
export function slotsOf(slots: number): number {
  return slots + probeLength - 1
}

/** Bytes of a segment with `slots` homes. */
export function segmentBytes(layout: RowLayout, slots: number): number {
  return slotsOf(slots) * layout.rowBytes
}

/** The slot of a fingerprint's row, or -1. */
export function findSlot(segment: Segment, first: number, second: number): number {
  const {
    cells: { words },
    stride,
  } = segment
  const home = homeOf(segment, first)
  touchLines(words, home * stride, usualProbe * stride)
  for (let slot = home; slot < home + probeLength; slot++) {
    const at = slot * stride
    // WHY: without `| 0` the values would be compared as doubles.
    const found = words[at]! | 0
    if (found === first) {
      if ((words[at + 1]! | 0) === second) return slot
    } else if (found === 0 || found > first) {
      return -1
    }
  }
  return -1
}

/** Whether `insertRow` would find a slot for a fingerprint. */
export function hasRoom(segment: Segment, first: number): boolean {
  const slot = slotFor(segment, first)
  return slot >= 0 && emptyAfter(segment, slot, homeOf(segment, first)) >= 0
}

/** Inserts a blank row for a new fingerprint and returns its slot, or -1 if all 48 slots for the fingerprint are taken. */
export function insertRow(segment: Segment, first: number, second: number, nowMs: number): number {
  const slot = slotFor(segment, first)
  const end = slot < 0 ? -1 : emptyAfter(segment, slot, homeOf(segment, first))
  if (end < 0) return -1
  const {
    cells: { words, doubles },
    stride,
  } = segment
  const at = slot * stride
  segment.journal?.save(words, at, (end + 1) * stride)
  if (end > slot) {
    words.copyWithin(at + stride, at, end * stride)
    clearRow(segment, slot)
  }
  words[at] = first
  words[at + 1] = second
  doubles[(at >> 1) + 1] = nowMs
  segment.rows++
  return slot
}

/** Removes the row of a slot; the following rows that are not at home move up. */
export function removeRow(segment: Segment, slot: number): void {
  const {
    cells: { words },
    stride,
  } = segment
  const end = endOf(segment)
  let last = slot
  while (last + 1 < end && !isEmpty(segment, last + 1) && distanceOf(segment, last + 1) > 0) last++
  segment.journal?.save(words, slot * stride, (last + 1) * stride)
  if (last > slot) words.copyWithin(slot * stride, (slot + 1) * stride, (last + 1) * stride)
  clearRow(segment, last)
  segment.rows--
}

/** Removes all rows. */
export function clearSegment(segment: Segment): void {
  segment.cells.words.fill(0, segment.start * segment.stride, endOf(segment) * segment.stride)
  segment.rows = 0
}

/** The number of its slots with a row, counted. Linear in the slots. */
export function countRows(segment: Segment): number {
  let rows = 0
  for (let slot = segment.start; slot < endOf(segment); slot++) if (!isEmpty(segment, slot)) rows++
  return rows
}

/** Whether a slot has no row. */
export function isEmpty(segment: Segment, slot: number): boolean {
  return segment.cells.words[slot * segment.stride] === 0
}

/** The slot after the last one of a segment. */
export function endOf(segment: Segment): number {
  return segment.start + slotsOf(segment.slots)
}

/** The slot where the search for a fingerprint with this first word begins. */
export function homeOf(segment: Segment, first: number): number {
  // WHY: computed in integers, 19 bits times 13, from the highest bits of the word, shifted so that negative words come first.
  return segment.start + (Math.imul((first ^ 0x80000000) >>> 13, segment.slots) >>> 19)
}

/** The distance, in slots, of a row from its home. */
export function distanceOf(segment: Segment, slot: number): number {
  return slot - homeOf(segment, segment.cells.words[slot * segment.stride]! | 0)
}

/** The slot in which a new fingerprint keeps the rows in order, or -1 if that slot is too far from the fingerprint's home. */
function slotFor(segment: Segment, first: number): number {
  const {
    cells: { words },
    stride,
  } = segment
  const home = homeOf(segment, first)
  for (let slot = home; slot < home + probeLength; slot++) {
    const found = words[slot * stride]! | 0
    if (found === 0 || found > first) return slot
  }
  return -1
}

/**
 * The first empty slot at or after `from`, where a row with this home is to be inserted; -1 if one of the rows up to that slot cannot move by a
 * slot.
 */
function emptyAfter(segment: Segment, from: number, home: number): number {
  // WHY: homes ascend, so no row is further from its own home than from this one.
  const surelyMoves = home + probeLength - 1
  let slot = from
  for (; !isEmpty(segment, slot); slot++) {
    if (slot >= surelyMoves && distanceOf(segment, slot) === probeLength - 1) return -1
  }
  return slot
}

function clearRow(segment: Segment, slot: number): void {
  const {
    cells: { words },
    stride,
  } = segment
  // WHY: `fill` is slower for so few words.
  for (let i = slot * stride; i < (slot + 1) * stride; i++) words[i] = 0
}

/** What `touchLines` has read, so that no compiler leaves the reads out. */
const touched = new Int32Array(1)

/**
 * Reads a word of each cache line. WHY: a processor waits for distant memory once if lines are asked for together, and once for each line if each is asked for
 * after the one before it has been compared.
 */
function touchLines(words: Uint32Array, from: number, count: number): void {
  let sum = 0
  for (let at = from; at < from + count; at += wordsOfLine) sum ^= words[at]! | 0
  touched[0] = sum
}
