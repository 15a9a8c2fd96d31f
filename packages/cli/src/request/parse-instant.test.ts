import { DateTime } from 'luxon'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from './parse-instant.ts'

const now = Date.UTC(2026, 10, 18, 15, 30)
const iso = (text: string): string | undefined => {
  const instant = parseInstant(text, now)
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

describe('reading an instant', () => {
  it.each([
    ['2026-11-18T10:00Z', '2026-11-18T10:00:00.000Z'],
    ['2026-11-18T10:00', '2026-11-18T10:00:00.000Z'],
    ['2026-11-18 10:00:05.5', '2026-11-18T10:00:05.500Z'],
    ['2026-11-18', '2026-11-18T00:00:00.000Z'],
    ['2026-11-18T12:00+02:00', '2026-11-18T10:00:00.000Z'],
    ['2026-11-18T12:00-0330', '2026-11-18T15:30:00.000Z'],
    ['2026-11-18T12:00[Europe/Bucharest]', '2026-11-18T10:00:00.000Z'],
    ['10:00', '2026-11-18T10:00:00.000Z'],
    ['9:05:01', '2026-11-18T09:05:01.000Z'],
  ])('reads %s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })

  it.each([
    '',
    'now',
    '24:00',
    '10:60',
    '2026-02-30T10:00Z',
    '2026-13-01',
    '2026-11-18T12:00[Nowhere/Else]',
    'Z',
    '1766',
  ])('refuses %s', (text) => {
    expect(iso(text)).toBeUndefined()
  })

  it('agrees with luxon about wall times in zones, including clock changes', () => {
    const zone = fc.constantFrom('Europe/Bucharest', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC')
    const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 0, 1) / 60_000 })
    fc.assert(
      fc.property(zone, minute, (name, minutes) => {
        const wall = DateTime.fromMillis(minutes * 60_000, { zone: name }).toISO({ includeOffset: false })!
        const instant = parseInstant(`${wall}[${name}]`, now)!
        expect(DateTime.fromMillis(instant, { zone: name }).toISO({ includeOffset: false })).toBe(wall)
      }),
    )
  })
})
