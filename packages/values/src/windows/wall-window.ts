import { parseDay } from './parse-day.ts'
import type { WindowSpec, WindowTerm } from './window-spec.ts'

/** A `WindowSpec` with its dates parsed into day numbers, for evaluating many instants. */
export interface WallWindow {
  readonly terms: readonly WallTerm[]
  readonly except: readonly WallTerm[]
}

interface WallTerm {
  /** Days since 1970-01-01, both inclusive. */
  readonly firstDay: number
  readonly lastDay: number
  readonly days: number
  readonly from: number
  readonly to: number
}

/** Parses the dates of a window. A term with invalid dates never matches. */
export function readWindow(spec: WindowSpec): WallWindow {
  return { terms: spec.terms.map(readTerm), except: spec.except.map(readTerm) }
}

/** Whether the window is open at a minute (0 to 1439) of a day (since 1970-01-01) on its own wall clock. */
export function isOpenOnWall(window: WallWindow, day: number, minute: number): boolean {
  return anyHolds(window.terms, day, minute) && !anyHolds(window.except, day, minute)
}

/**
 * The first minute of the day after `minute` at which a term in force on that day may begin or end, at most 1440: in between, the
 * result cannot change while the wall clock advances.
 */
export function nextBoundary(window: WallWindow, day: number, minute: number): number {
  return Math.min(earliest(window.terms, day, minute), earliest(window.except, day, minute))
}

function readTerm(term: WindowTerm): WallTerm {
  const dates = term.dates
  return {
    firstDay: dates === undefined ? -Infinity : (parseDay(dates.first) ?? Infinity),
    lastDay: dates === undefined ? Infinity : (parseDay(dates.last) ?? -Infinity),
    days: term.days ?? 0b111_1111,
    from: term.clock?.from ?? 0,
    to: term.clock?.to ?? 0,
  }
}

function anyHolds(terms: readonly WallTerm[], day: number, minute: number): boolean {
  for (const term of terms) {
    const { from, to } = term
    if (from < to ? minute >= from && minute < to : minute >= from || from === to) {
      if (holdsOnDay(term, day)) return true
    } else if (from > to && minute < to && holdsOnDay(term, day - 1)) {
      return true
    }
  }
  return false
}

function holdsOnDay(term: WallTerm, day: number): boolean {
  if (day < term.firstDay || day > term.lastDay) return false
  // 1970-01-01 was a Thursday, bit 3.
  const weekday = (((day + 3) % 7) + 7) % 7
  return ((term.days >>> weekday) & 1) === 1
}

function earliest(terms: readonly WallTerm[], day: number, minute: number): number {
  let next = 1440
  for (const term of terms) {
    const { from, to } = term
    if (from > minute && from < next && from !== to && holdsOnDay(term, day)) next = from
    if (to > minute && to < next && from !== to && holdsOnDay(term, from < to ? day : day - 1)) next = to
  }
  return next
}
