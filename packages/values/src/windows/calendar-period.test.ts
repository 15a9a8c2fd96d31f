import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { calendarPeriod, type CalendarUnit } from './calendar-period.ts'
import { createZoneReader } from './zone-offset.ts'

const zones = createZoneReader()
const units: readonly CalendarUnit[] = ['minute', 'hour', 'day', 'week', 'month']

function shown(unit: CalendarUnit, zone: string, at: string): string {
  const { startMs, endMs } = calendarPeriod(unit, zone, Date.parse(at), zones)
  return `${new Date(startMs).toISOString().slice(0, 16)} ${(endMs - startMs) / 60_000}`
}

describe('calendarPeriod', () => {
  it.each([
    ['minute', 'UTC', '2026-07-01T12:34:56.789Z', '2026-07-01T12:34 1'],
    ['hour', 'Asia/Kathmandu', '2026-07-01T12:34:56Z', '2026-07-01T12:15 60'],
    ['day', 'UTC', '2026-07-01T12:34:56Z', '2026-07-01T00:00 1440'],
    ['day', 'Europe/Bucharest', '2026-07-01T22:00:00Z', '2026-07-01T21:00 1440'],
    ['week', 'UTC', '2026-07-05T23:59:59.999Z', '2026-06-29T00:00 10080'],
    ['week', 'UTC', '2026-07-06T00:00:00Z', '2026-07-06T00:00 10080'],
    ['month', 'UTC', '2028-02-29T12:00:00Z', '2028-02-01T00:00 41760'],
    ['month', 'America/New_York', '2026-12-31T23:00:00-05:00', '2026-12-01T05:00 44640'],
  ] as const)('a %s in %s at %s', (unit, zone, at, period) => {
    expect(shown(unit, zone, at)).toBe(period)
  })

  it.each([
    // Clocks go from 03:00 to 04:00, and from 04:00 to 03:00.
    ['day', 'Europe/Bucharest', '2026-03-29T12:00:00Z', '2026-03-28T22:00 1380'],
    ['day', 'Europe/Bucharest', '2026-10-25T12:00:00Z', '2026-10-24T21:00 1500'],
    ['week', 'Europe/Bucharest', '2026-10-25T12:00:00Z', '2026-10-18T21:00 10140'],
    // The hour that is shown twice is two periods.
    ['hour', 'Europe/Bucharest', '2026-10-25T00:30:00Z', '2026-10-25T00:00 60'],
    ['hour', 'Europe/Bucharest', '2026-10-25T01:30:00Z', '2026-10-25T01:00 60'],
    // Lord Howe Island moves by half an hour: from 02:00 to 02:30, and from 02:00 to 01:30.
    ['hour', 'Australia/Lord_Howe', '2026-10-03T15:40:00Z', '2026-10-03T15:30 30'],
    ['hour', 'Australia/Lord_Howe', '2026-04-04T14:50:00Z', '2026-04-04T14:00 60'],
    ['hour', 'Australia/Lord_Howe', '2026-04-04T15:10:00Z', '2026-04-04T15:00 30'],
    // Troll Station moves by two hours: from 03:00 to 01:00.
    ['day', 'Antarctica/Troll', '2026-10-25T12:00:00Z', '2026-10-24T22:00 1560'],
    // Clocks go from 00:00 to 01:00, and from 24:00 to 23:00: midnight is skipped, or comes an hour late.
    ['day', 'Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00 1380'],
    ['day', 'Africa/Cairo', '2026-10-29T12:00:00Z', '2026-10-28T21:00 1500'],
  ] as const)('where clocks change: a %s in %s at %s', (unit, zone, at, period) => {
    expect(shown(unit, zone, at)).toBe(period)
  })

  const moments = fc.record({
    zone: fc.constantFrom(
      'UTC',
      'Europe/Bucharest',
      'America/New_York',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'Asia/Beirut',
      'America/Santiago',
      'Africa/Casablanca',
      'America/Asuncion',
      'Asia/Gaza',
    ),
    unit: fc.constantFrom(...units),
    ms: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
  })

  it('divides time without gaps or overlaps', () => {
    fc.assert(
      fc.property(moments, ({ zone, unit, ms }) => {
        const period = calendarPeriod(unit, zone, ms, zones)
        const { startMs, endMs } = period
        expect(startMs <= ms && ms < endMs).toBe(true)
        expect(calendarPeriod(unit, zone, startMs, zones)).toEqual(period)
        expect(calendarPeriod(unit, zone, endMs - 1, zones)).toEqual(period)
        expect(calendarPeriod(unit, zone, endMs, zones).startMs).toBe(endMs)
      }),
      { numRuns: runs(1000) },
    )
  })

  it('agrees with luxon on days, weeks and months', () => {
    fc.assert(
      fc.property(moments, ({ zone, unit, ms }) => {
        if (unit === 'minute' || unit === 'hour') return
        const start = DateTime.fromMillis(ms, { zone }).startOf(unit)
        const end = start.plus({ [unit]: 1 }).startOf(unit)
        expect(calendarPeriod(unit, zone, ms, zones)).toEqual({ startMs: start.toMillis(), endMs: end.toMillis() })
      }),
      { numRuns: runs(1000) },
    )
  })
})
