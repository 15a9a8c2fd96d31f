import type { CalendarUnit } from '@tidegate/values'
import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'
import type { Charge } from './store.ts'

/**
 * Counts the places of one period of the calendar, the newest in which there was a charge, and admits at most N in it. A charge of a later period
 * finds all places free; one of an earlier period, after the wall clock has stepped back, counts in the period that is kept.
 *
 *     at + 0   double    start of the period by the wall clock; only compared
 *     at + 8   double    milliseconds until the period ends, by the store's clock
 *     at + 16  32 bits   places taken, never above N; if 0, there is no period
 *
 * What ends the count is a charge of a later period, not the store's clock: so a wall clock that is stepped back gives no places back. The
 * milliseconds say how long the subject has to wait.
 */
export const calendar: CounterKernel = {
  stateBytes,
  spanMs,
  advance,
  check,
  charge,
  remaining,
  nextMs,
  resetMs,
  carry,
  join,
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The longest period of each unit in milliseconds. When clocks are set back, a day has an hour more, in `Antarctica/Troll` two, and so has what consists of days. */
export const longestPeriodMs: Readonly<Record<CalendarUnit, number>> = {
  minute: 60_000,
  hour: hourMs,
  day: dayMs + 2 * hourMs,
  week: 7 * dayMs + 2 * hourMs,
  month: 31 * dayMs + 2 * hourMs,
}

function stateBytes(): number {
  return 24
}

// WHY: twice, so that a subject is not forgotten while a wall clock that was stepped back, by less than a period, is again in its period.
function spanMs(quota: Quota): number {
  return 2 * quota.periodMs
}

function advance(cells: Cells, at: number, _quota: Quota, fromMs: number, toMs: number): void {
  const life = cells.doubles[(at >> 3) + 1]! - (toMs - fromMs)
  cells.doubles[(at >> 3) + 1] = life > 0 ? life : 0
}

function check(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number, charge?: Charge): number {
  return places === 0 || Math.min(places, quota.count) <= remaining(cells, at, quota, charge)
    ? 0
    : lifeOf(cells, at, charge)
}

function charge(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number, made?: Charge): void {
  const used = usedIn(cells, at, made)
  cells.doubles[(at >> 3) + 1] = lifeOf(cells, at, made)
  if (made?.period !== undefined && !isKept(cells, at, made)) cells.doubles[at >> 3] = made.period.startMs
  cells.words[(at >> 2) + 4] = Math.min(used + places, quota.count)
}

function remaining(cells: Cells, at: number, quota: Quota, made?: Charge): number {
  return quota.count - usedIn(cells, at, made)
}

function nextMs(cells: Cells, at: number, _quota: Quota, _nowMs: number, made?: Charge): number {
  return lifeOf(cells, at, made)
}

function resetMs(cells: Cells, at: number, _quota: Quota, _nowMs: number, made?: Charge): number {
  return usedIn(cells, at, made) === 0 ? 0 : lifeOf(cells, at, made)
}

function carry(from: Cells, fromAt: number, _old: Quota, to: Cells, toAt: number, quota: Quota): void {
  to.doubles[toAt >> 3] = from.doubles[fromAt >> 3]!
  to.doubles[(toAt >> 3) + 1] = from.doubles[(fromAt >> 3) + 1]!
  to.words[(toAt >> 2) + 4] = Math.min(from.words[(fromAt >> 2) + 4]!, quota.count)
}

function join(from: Cells, fromAt: number, to: Cells, toAt: number, quota: Quota): void {
  const used = from.words[(fromAt >> 2) + 4]!
  const own = to.words[(toAt >> 2) + 4]!
  const isLater = own === 0 || from.doubles[fromAt >> 3]! > to.doubles[toAt >> 3]!
  if (used === 0 || (!isLater && from.doubles[fromAt >> 3]! < to.doubles[toAt >> 3]!)) return
  if (isLater) {
    carry(from, fromAt, quota, to, toAt, quota)
    return
  }
  to.doubles[(toAt >> 3) + 1] = Math.max(from.doubles[(fromAt >> 3) + 1]!, to.doubles[(toAt >> 3) + 1]!)
  to.words[(toAt >> 2) + 4] = Math.max(used, own)
}

/** Places taken in the period in which a charge counts; without a charge, in the one that is kept, until it ends. */
function usedIn(cells: Cells, at: number, made: Charge | undefined): number {
  return isKept(cells, at, made) ? cells.words[(at >> 2) + 4]! : 0
}

/** Whether a charge counts in the period that is kept. */
function isKept(cells: Cells, at: number, made: Charge | undefined): boolean {
  if (made?.period === undefined) return cells.doubles[(at >> 3) + 1]! > 0
  return cells.words[(at >> 2) + 4]! > 0 && made.period.startMs <= cells.doubles[at >> 3]!
}

/** Milliseconds until the period in which a charge counts ends. */
function lifeOf(cells: Cells, at: number, made: Charge | undefined): number {
  const life = cells.doubles[(at >> 3) + 1]!
  if (made?.period === undefined) return life
  const { startMs, endsInMs } = made.period
  const isEarlier = cells.words[(at >> 2) + 4]! > 0 && startMs < cells.doubles[at >> 3]!
  return isEarlier && life > endsInMs ? life : endsInMs
}
