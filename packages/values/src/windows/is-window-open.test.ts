import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'

import { isWindowOpen } from './is-window-open.ts'
import { parseClock } from './parse-clock.ts'
import type { WindowSpec, WindowTerm } from './window-spec.ts'
import { createZoneReader } from './zone-offset.ts'

const zones = createZoneReader()
const MONDAY = 1
const all = 0b111_1111

function at(instant: string): number {
  return Date.parse(instant)
}

function span(text: string, zone: string = 'UTC', rest: Omit<WindowTerm, 'clock'> = {}): WindowSpec {
  const [from, to] = text.split('-').map(parseClock)
  return { terms: [{ ...rest, clock: { from: from!, to: to! } }], except: [], zone }
}

/** The instants of the table for which the window gives another result than the table. */
function mismatches(spec: WindowSpec, verdicts: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(verdicts).filter((instant) => isWindowOpen(spec, at(instant), zones) !== verdicts[instant])
}

describe('a clock span', () => {
  it('is half-open to the millisecond', () => {
    expect(
      mismatches(span('04:00-17:00'), {
        '2026-05-05T03:59:59.999Z': false,
        '2026-05-05T04:00:00.000Z': true,
        '2026-05-05T16:59:59.999Z': true,
        '2026-05-05T17:00:00.000Z': false,
      }),
    ).toEqual([])
  })

  it('crosses midnight if its end is before its start', () => {
    expect(
      mismatches(span('22:00-06:00'), {
        '2026-05-05T21:59:59Z': false,
        '2026-05-05T22:00:00Z': true,
        '2026-05-05T23:59:59Z': true,
        '2026-05-06T00:00:00Z': true,
        '2026-05-06T05:59:59Z': true,
        '2026-05-06T06:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('belongs to the day on which it began, even after midnight', () => {
    expect(
      mismatches(span('22:00-06:00', 'UTC', { days: MONDAY }), {
        '2026-11-16T03:00:00Z': false, // Monday
        '2026-11-16T22:00:00Z': true,
        '2026-11-17T03:00:00Z': true, // Tuesday
        '2026-11-17T22:00:00Z': false,
      }),
    ).toEqual([])
    expect(
      mismatches(span('22:00-06:00', 'UTC', { dates: { first: '2026-12-31', last: '2026-12-31' } }), {
        '2026-12-31T05:00:00Z': false,
        '2026-12-31T23:00:00Z': true,
        '2027-01-01T05:59:59.999Z': true,
        '2027-01-01T23:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('is the full day if its ends are equal, or from 00:00 to 24:00', () => {
    for (const text of ['00:00-00:00', '00:00-24:00', '09:30-09:30']) {
      expect(
        mismatches(span(text, 'UTC', { days: MONDAY }), {
          '2026-11-15T23:59:59.999Z': false,
          '2026-11-16T00:00:00Z': true,
          '2026-11-16T09:29:00Z': true,
          '2026-11-16T23:59:59.999Z': true,
          '2026-11-17T00:00:00Z': false,
        }),
      ).toEqual([])
    }
  })

  it('ends with the day if its end is 00:00 or 24:00', () => {
    for (const text of ['22:00-00:00', '22:00-24:00']) {
      expect(
        mismatches(span(text), {
          '2026-05-05T22:00:00Z': true,
          '2026-05-05T23:59:59.999Z': true,
          '2026-05-06T00:00:00Z': false,
        }),
      ).toEqual([])
    }
  })
})

describe('dates and days', () => {
  it('include both ends', () => {
    const spec: WindowSpec = {
      terms: [{ dates: { first: '2026-02-28', last: '2026-03-01' } }],
      except: [],
      zone: 'UTC',
    }
    expect(
      mismatches(spec, {
        '2026-02-27T23:59:59.999Z': false,
        '2026-02-28T00:00:00Z': true,
        '2026-03-01T23:59:59.999Z': true,
        '2026-03-02T00:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('are counted from Monday', () => {
    for (let day = 0; day < 7; day++) {
      const spec: WindowSpec = { terms: [{ days: 1 << day }], except: [], zone: 'UTC' }
      // 2026-11-16 is a Monday.
      for (let other = 0; other < 7; other++) {
        expect(isWindowOpen(spec, Date.UTC(2026, 10, 16 + other, 12), zones)).toBe(day === other)
      }
    }
  })

  it('never match if they do not exist', () => {
    const spec: WindowSpec = {
      terms: [{ dates: { first: '2026-02-30', last: '2027-01-01' } }],
      except: [],
      zone: 'UTC',
    }
    expect(mismatches(spec, { '2026-03-01T00:00:00Z': false, '2026-12-31T00:00:00Z': false })).toEqual([])
  })
})

describe('a window', () => {
  it('is the union of its terms without its exceptions', () => {
    const spec: WindowSpec = {
      terms: [{ days: 0b001_1111, clock: { from: 540, to: 1020 } }, { days: 0b010_0000 }],
      except: [{ clock: { from: 720, to: 780 } }],
      zone: 'UTC',
    }
    expect(
      mismatches(spec, {
        '2026-11-20T09:00:00Z': true, // Friday
        '2026-11-20T12:00:00Z': false,
        '2026-11-20T13:00:00Z': true,
        '2026-11-20T17:00:00Z': false,
        '2026-11-21T17:00:00Z': true, // Saturday
        '2026-11-21T12:59:00Z': false,
        '2026-11-22T09:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('is never open without terms, and always with an empty term', () => {
    expect(mismatches({ terms: [], except: [], zone: 'UTC' }, { '2026-11-20T09:00:00Z': false })).toEqual([])
    expect(mismatches({ terms: [{}], except: [], zone: 'Asia/Tokyo' }, { '2026-11-20T09:00:00Z': true })).toEqual([])
  })
})

describe('a zone', () => {
  it('shifts the span by its offset of that day', () => {
    expect(
      mismatches(span('04:00-17:00', 'Europe/Bucharest'), {
        '2026-01-15T01:59:59.999Z': false,
        '2026-01-15T02:00:00Z': true,
        '2026-01-15T14:59:59.999Z': true,
        '2026-01-15T15:00:00Z': false,
        '2026-07-15T00:59:59.999Z': false,
        '2026-07-15T01:00:00Z': true,
        '2026-07-15T13:59:59.999Z': true,
        '2026-07-15T14:00:00Z': false,
      }),
    ).toEqual([])
    expect(
      mismatches(span('04:00-17:00', 'America/New_York'), {
        '2026-01-15T08:59:59.999Z': false,
        '2026-01-15T09:00:00Z': true,
        '2026-01-15T22:00:00Z': false,
        '2026-07-15T07:59:59.999Z': false,
        '2026-07-15T08:00:00Z': true,
        '2026-07-15T21:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('never opens a span that its clock skips', () => {
    const skipped = span('03:00-04:00', 'Europe/Bucharest')
    for (let minute = -180; minute < 180; minute++) {
      expect(isWindowOpen(skipped, at('2026-03-29T01:00:00Z') + minute * 60_000, zones)).toBe(false)
    }
    expect(
      mismatches(span('02:00-03:00', 'America/New_York'), {
        '2026-03-08T06:59:59Z': false,
        '2026-03-08T07:00:00Z': false,
      }),
    ).toEqual([])
    expect(
      mismatches(span('01:00-02:00', 'America/New_York'), {
        '2026-03-08T06:59:59Z': true,
        '2026-03-08T07:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('opens a half-skipped span at its first existing instant', () => {
    expect(
      mismatches(span('03:30-05:00', 'Europe/Bucharest'), {
        '2026-03-29T00:59:59.999Z': false,
        '2026-03-29T01:00:00Z': true,
        '2026-03-29T01:59:59.999Z': true,
        '2026-03-29T02:00:00Z': false,
      }),
    ).toEqual([])
  })

  it('opens a span twice if its clock repeats it', () => {
    expect(
      mismatches(span('03:00-04:00', 'Europe/Bucharest'), {
        '2026-10-24T23:59:59.999Z': false,
        '2026-10-25T00:00:00Z': true,
        '2026-10-25T00:30:00Z': true,
        '2026-10-25T01:30:00Z': true,
        '2026-10-25T01:59:59.999Z': true,
        '2026-10-25T02:00:00Z': false,
      }),
    ).toEqual([])
    expect(
      mismatches(span('01:15-01:45', 'America/New_York'), {
        '2026-11-01T05:30:00Z': true,
        '2026-11-01T06:00:00Z': false,
        '2026-11-01T06:30:00Z': true,
        '2026-11-01T06:45:00Z': false,
      }),
    ).toEqual([])
  })
})

it('agrees with the definition as luxon evaluates it, in any zone and at any instant from 2020 to 2100', () => {
  const term = fc.record(
    {
      dates: fc
        .tuple(fc.integer({ min: 18_262, max: 47_000 }), fc.integer({ min: 0, max: 400 }))
        .map(([day, length]) => ({ first: dayText(day), last: dayText(day + length) })),
      days: fc.integer({ min: 0, max: all }),
      clock: fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) }),
    },
    { requiredKeys: [] },
  )
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Bucharest',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'America/Sao_Paulo',
    'Pacific/Kiritimati',
    'Atlantic/Azores',
    'Asia/Beirut',
    'America/Havana',
    'Africa/Cairo',
  )
  const spec = fc.record({ terms: fc.array(term, { maxLength: 3 }), except: fc.array(term, { maxLength: 2 }), zone })
  const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2100, 0) })
  fc.assert(
    fc.property(spec, instant, (window, ms) => {
      expect(isWindowOpen(window, ms, zones)).toBe(slowlyOpen(window, ms))
    }),
    { numRuns: runs(2_000) },
  )
})

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function slowlyOpen(spec: WindowSpec, ms: number): boolean {
  const local = DateTime.fromMillis(ms, { zone: spec.zone })
  return spec.terms.some((term) => slowlyHolds(term, local)) && !spec.except.some((term) => slowlyHolds(term, local))
}

function slowlyHolds(term: WindowTerm, local: DateTime): boolean {
  const date = (back: number) => DateTime.fromISO(local.toISODate()!, { zone: 'UTC' }).minus({ days: back })
  const onDay = (day: DateTime) =>
    (term.dates === undefined || (day.toISODate()! >= term.dates.first && day.toISODate()! <= term.dates.last)) &&
    (term.days === undefined || (term.days & (1 << (day.weekday - 1))) !== 0)
  const clock = term.clock
  if (clock === undefined || clock.from === clock.to) return onDay(date(0))
  const text = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const now = local.toFormat('HH:mm:ss.SSS')
  if (clock.from < clock.to) return now >= text(clock.from) && now < text(clock.to) && onDay(date(0))
  return (now >= text(clock.from) && onDay(date(0))) || (now < text(clock.to) && onDay(date(1)))
}
