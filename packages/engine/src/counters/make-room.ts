import { carryRow, isExpired, isOverLimit, rowTimeOf } from './row.ts'
import { clearSegment, homeOf, insertRow, isEmpty, probeLength, removeRow, endOf, type Segment } from './segment.ts'

// Number of slots that `sweepSegment` examines together, and of attempts before it gives up.
const groupLength = 8
const groups = 8

/**
 * Returns the slot to clear for a fingerprint whose slots are taken. It contains an expired row or, if there is none, the least recently used row
 * that is not over a limit; -1 if all rows are over their limit. Examines 48 rows. Any of these slots is suitable: the rows that move to make room
 * have their homes at or after the home of the new row, so every one of them can move by a slot.
 */
export function findVictim(segment: Segment, first: number, nowMs: number): number {
  const home = homeOf(segment, first)
  let oldest = -1
  let oldestMs = Infinity
  for (let slot = home; slot < home + probeLength; slot++) {
    const at = slot * segment.layout.rowBytes
    if (isExpired(segment.cells, at, segment.layout, nowMs)) return slot
    const rowMs = rowTimeOf(segment.cells, at)
    if (rowMs < oldestMs && !isOverLimit(segment.cells, at, segment.layout, nowMs)) {
      oldest = slot
      oldestMs = rowMs
    }
  }
  return oldest
}

/**
 * Removes rows at the segment's hand and advances the hand. It removes all expired rows among 8 slots or, if there are none, the least recently
 * used clean row (one that is not over a limit). Examines up to eight such groups of slots for an expired row if the last search found one, and for
 * a clean row. Returns the number of expired rows removed, -1 if it removed a clean row, and 0 if all rows are over their limit.
 */
export function sweepSegment(segment: Segment, nowMs: number): number {
  const { layout } = segment
  let oldest = -1
  let oldestMs = Infinity
  for (let stretch = 0; stretch < groups; stretch++) {
    let expired = 0
    for (let looked = 0; looked < groupLength; looked++) {
      if (isAfterRows(segment, segment.hand)) segment.hand = segment.start
      const slot = segment.hand
      const at = slot * layout.rowBytes
      if (!isEmpty(segment, slot)) {
        if (isExpired(segment.cells, at, layout, nowMs)) {
          removeRow(segment, slot)
          expired++
          continue
        }
        const rowMs = rowTimeOf(segment.cells, at)
        if (rowMs < oldestMs && !isOverLimit(segment.cells, at, layout, nowMs)) {
          oldest = slot
          oldestMs = rowMs
        }
      }
      segment.hand++
    }
    if (expired > 0) {
      segment.fruitful = true
      return expired
    }
    if (oldest >= 0 && !segment.fruitful) break
  }
  segment.fruitful = false
  if (oldest < 0) return 0
  removeRow(segment, oldest)
  return -1
}

/** The number of rows of a segment that have not expired. Linear in its slots. */
export function liveRows(segment: Segment, nowMs: number): number {
  let live = 0
  for (let slot = segment.start; slot < endOf(segment); slot++) {
    if (!isEmpty(segment, slot) && !isExpired(segment.cells, slot * segment.layout.rowBytes, segment.layout, nowMs))
      live++
  }
  return live
}

/**
 * Copies the segment's rows that have not expired to a blank segment of another size or layout, and returns it. Returns undefined, with the
 * segment blank again, if they do not fit (never for the same size). Linear in the slots of both.
 */
export function rebuildSegment(segment: Segment, blank: Segment, nowMs: number): Segment | undefined {
  const { cells, layout: old } = segment
  const { layout } = blank
  for (let slot = segment.start; slot < endOf(segment); slot++) {
    const at = slot * old.rowBytes
    if (isEmpty(segment, slot)) continue
    // The row must have expired in both layouts, because a bucket that drains more slowly in the new layout becomes blank later.
    if (isExpired(segment.cells, at, old, nowMs) && isExpired(segment.cells, at, layout, nowMs)) continue
    const target = insertRow(blank, cells.words[at >> 2]! | 0, cells.words[(at >> 2) + 1]! | 0, nowMs)
    if (target < 0) {
      clearSegment(blank)
      return undefined
    }
    if (layout === old) copyRow(segment, slot, blank, target)
    else carryRow(cells, at, old, blank.cells, target * layout.rowBytes, layout)
  }
  return blank
}

/** Whether a slot and all slots after it are certainly empty: after the last home, rows have no gaps. */
function isAfterRows(segment: Segment, slot: number): boolean {
  return slot >= segment.start + segment.slots && (slot === endOf(segment) || isEmpty(segment, slot))
}

function copyRow(from: Segment, slot: number, to: Segment, target: number): void {
  const { stride } = from
  for (let i = 0; i < stride; i++) to.cells.words[target * stride + i] = from.cells.words[slot * stride + i]!
}
