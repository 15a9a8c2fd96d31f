import { beginBlock, blockLeftMs } from './blocking.ts'
import type { PlacedCounter } from './row-layout.ts'
import type { Charge, Reading } from './store.ts'
import type { SubjectTable } from './subject-table.ts'

/**
 * Charges one limit if a charge is due, and returns the limit's state afterwards. `foundMs` is the time to wait that was found before the charge. `dry`:
 * the row is a copy, and places at once are given back.
 */
export function takeCharge(
  table: SubjectTable,
  counter: PlacedCounter,
  charge: Charge,
  admitted: boolean,
  foundMs: number,
  dry: boolean,
): Reading {
  const hasQuota = foundMs === 0
  if (!hasQuota && counter.blockMs > 0) {
    const blockedMs = block(table, counter, charge)
    if (blockedMs > 0) return blockedReading(blockedMs, overflowOf(table, counter, charge))
  }
  const due = isDue(charge, admitted, hasQuota, counter)
  if (due) chargeCounter(table, counter, charge)
  const { kernel } = counter
  const { cells, nowMs } = table
  const at = table.at + counter.offset
  const { places } = charge
  const reading = {
    admitted: hasQuota,
    remaining: kernel.remaining(cells, at, counter, charge),
    retryAfterMs: admitted && hasQuota ? 0 : due ? kernel.check(cells, at, counter, nowMs, places, charge) : foundMs,
    nextMs: kernel.nextMs(cells, at, counter, nowMs, charge),
    resetMs: kernel.resetMs(cells, at, counter, nowMs, charge),
    overflow: overflowOf(table, counter, charge),
  }
  if (dry && due) counter.held?.release(charge, Math.min(places, counter.count))
  return reading
}

/**
 * Begins a block of a counter that refuses a charge, or continues it. Returns the milliseconds until it ends; 0 if this charge does not exceed the limit
 * and it is not blocked.
 */
function block(table: SubjectTable, counter: PlacedCounter, { mode, includingRefused }: Charge): number {
  const leftMs = blockLeftMs(table.cells, table.at + counter.offset)
  const begins = leftMs > 0 ? includingRefused : mode === 'enforce' || mode === 'shadow'
  if (!begins) return leftMs
  startBlock(table, counter)
  return counter.blockMs
}

function startBlock(table: SubjectTable, counter: PlacedCounter): void {
  table.settle()
  beginBlock(table.cells, table.at + counter.offset, counter, counter.kernel.stateBytes(counter))
}

function blockedReading(leftMs: number, overflow: boolean): Reading {
  return {
    admitted: false,
    remaining: 0,
    retryAfterMs: leftMs,
    nextMs: leftMs,
    resetMs: leftMs,
    overflow,
    blocked: true,
  }
}

function overflowOf(table: SubjectTable, { held }: PlacedCounter, charge: Charge): boolean {
  return held === undefined ? table.overflow : held.isShared(charge)
}

/** Whether a charge refuses the request if its places are not free. */
export function isEnforced(charge: Charge): boolean {
  return charge.mode === 'enforce' || charge.mode === 'check'
}

function isDue(
  { mode, includingRefused }: Charge,
  admitted: boolean,
  hasQuota: boolean,
  counter: PlacedCounter,
): boolean {
  switch (mode) {
    case 'enforce':
      return admitted || (includingRefused && counter.held === undefined)
    case 'shadow':
      return (admitted && hasQuota) || (includingRefused && counter.held === undefined)
    case 'check':
    case 'shadow-check':
      return false
  }
}

/** Milliseconds until the places of a charge are free in the open row; 0 if they are. */
export function waitMs(table: SubjectTable, counter: PlacedCounter, charge: Charge): number {
  return counter.kernel.check(table.cells, table.at + counter.offset, counter, table.nowMs, charge.places, charge)
}

function chargeCounter(table: SubjectTable, counter: PlacedCounter, charge: Charge): void {
  const { places } = charge
  if (places === 0) return
  // Places at once are not in the row.
  if (counter.held === undefined) table.settle()
  counter.kernel.charge(table.cells, table.at + counter.offset, counter, table.nowMs, places, charge)
}

/** Makes a charge after the reply, which may be the one that exceeds the limit. Places at once are not charged by replies. */
export function settleCharge(table: SubjectTable, counter: PlacedCounter, charge: Charge): void {
  if (charge.places === 0 || counter.held !== undefined) return
  const isBlocked = counter.blockMs > 0 && blockLeftMs(table.cells, table.at + counter.offset) > 0
  if (isBlocked) return
  chargeCounter(table, counter, charge)
  if (counter.blockMs === 0) return
  const { cells } = table
  if (counter.kernel.remaining(cells, table.at + counter.offset, counter, charge) === 0) startBlock(table, counter)
}
