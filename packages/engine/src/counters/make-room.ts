import { carryRow, isExpired, isOverLimit, rowTimeOf } from './row.ts'
import { clearSegment, homeOf, insertRow, isEmpty, probeLength, removeRow, endOf, type Segment } from './segment.ts'

// Slots that `sweepSegment` looks at together, and how many times before it gives up.
const stretchLength = 8
const stretches = 8

/**
 * The slot to clear for a fingerprint whose slots are taken: an expired row, else the clean one that was touched longest ago.
 * -1 when all are over their limit. Looks at 48 rows. Any of them will do: rows that make way for the new one have their home at or
 * behind its home, so that none of them within its reach is at the end of its own.
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
 * Forgets rows where the segment's hand stands, and moves it on: all expired ones of a stretch of 8 slots, else the clean one that
 * was touched longest ago. Looks at eight stretches for an expired row if there were any the last time, and for a clean one; gives the
 * number of expired rows, -1 for a clean one, 0 when all are over their limit.
 */
export function sweepSegment(segment: Segment, nowMs: number): number {
  const { layout } = segment
  let oldest = -1
  let oldestMs = Infinity
  for (let stretch = 0; stretch < stretches; stretch++) {
    let expired = 0
    for (let looked = 0; looked < stretchLength; looked++) {
      if (isBehindRows(segment, segment.hand)) segment.hand = segment.start
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

/** How many rows of a segment have not expired. Linear in its slots. */
export function liveRows(segment: Segment, nowMs: number): number {
  let live = 0
  for (let slot = segment.start; slot < endOf(segment); slot++) {
    if (!isEmpty(segment, slot) && !isExpired(segment.cells, slot * segment.layout.rowBytes, segment.layout, nowMs))
      live++
  }
  return live
}

/**
 * Copies the segment's rows that have not expired to a blank one of another size or layout, and gives it; undefined, and blank again, when
 * they do not find room there (never when the size is the same). Linear in the slots of both.
 */
export function rebuildSegment(segment: Segment, blank: Segment, nowMs: number): Segment | undefined {
  const { cells, layout: old } = segment
  const { layout } = blank
  for (let slot = segment.start; slot < endOf(segment); slot++) {
    const at = slot * old.rowBytes
    if (isEmpty(segment, slot)) continue
    // A bucket that drains more slowly now is blank later than it would have been.
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

/** Whether a slot and all behind it hold no rows for certain: behind the last home, rows lie without a gap. */
function isBehindRows(segment: Segment, slot: number): boolean {
  return slot >= segment.start + segment.slots && (slot === endOf(segment) || isEmpty(segment, slot))
}

function copyRow(from: Segment, slot: number, to: Segment, target: number): void {
  const { stride } = from
  for (let i = 0; i < stride; i++) to.cells.words[target * stride + i] = from.cells.words[slot * stride + i]!
}
