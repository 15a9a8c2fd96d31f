import { calendarPeriod, type CalendarSpan, type CalendarUnit, type ZoneReader } from '@tidegate/values'
import type { CalendarPeriod } from '../counters/store.ts'

/** The calendar period that contains an instant of the wall clock, in milliseconds since 1970. */
export interface PeriodAt {
  (wallMs: number): CalendarPeriod
  /** The length of that period in milliseconds. */
  readonly lengthMs: (wallMs: number) => number
}

/** Creates the search for the periods of one unit and zone. The last period is kept, so that the calendar is consulted once in each. */
export function createPeriodAt(unit: CalendarUnit, zone: string, zones: ZoneReader): PeriodAt {
  let span: CalendarSpan = { startMs: 0, endMs: 0 }

  function spanAt(nowMs: number): CalendarSpan {
    if (nowMs < span.startMs || nowMs >= span.endMs) span = calendarPeriod(unit, zone, nowMs, zones)
    return span
  }

  function periodAt(wallMs: number): CalendarPeriod {
    const nowMs = instantOf(wallMs)
    const { startMs, endMs } = spanAt(nowMs)
    return { startMs, endsInMs: Math.max(1, endMs - nowMs) }
  }

  const lengthMs = (wallMs: number): number => {
    const { startMs, endMs } = spanAt(instantOf(wallMs))
    return endMs - startMs
  }
  return Object.assign(periodAt, { lengthMs })
}

/** Some years before the last instant of a `Date`. */
const latestMs = 8e15

/** A reading of the clock in whole milliseconds. WHY: a decision never fails, so that a clock without a valid time shows 1970. */
function instantOf(wallMs: number): number {
  return Math.abs(wallMs) < latestMs ? Math.floor(wallMs) : 0
}
