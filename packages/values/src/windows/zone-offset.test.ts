import { IANAZone } from 'luxon'
import { expect, it } from 'vitest'

import { createZoneReader, isZone } from './zone-offset.ts'

const zones = createZoneReader()

it('returns the same offsets as luxon, on both sides of every change, in every zone', () => {
  const names = Intl.supportedValuesOf('timeZone')
  expect(names.length).toBeGreaterThan(300)
  for (const [index, zone] of names.entries()) {
    const luxon = IANAZone.create(zone)
    for (let step = 0; step < 24; step++) {
      const ms = Date.UTC(2020 + ((index + 7 * step) % 80), step % 12, 1 + ((index * 5 + step) % 28), step, 59, 59, 999)
      expect([zone, ms, zones.offsetMinutes(zone, ms)]).toEqual([zone, ms, luxon.offset(ms)])
    }
  }
})

it('changes with the minute at which the zone changes', () => {
  const change = Date.parse('2026-03-29T01:00:00Z')
  expect(zones.offsetMinutes('Europe/Bucharest', change - 1)).toBe(120)
  expect(zones.offsetMinutes('Europe/Bucharest', change)).toBe(180)
  expect(zones.offsetMinutes('Asia/Kathmandu', change)).toBe(345)
  expect(zones.offsetMinutes('UTC', change)).toBe(0)
})

it('throws for an unknown zone or an invalid date', () => {
  expect(() => zones.offsetMinutes('Europe/Bucuresti', 0)).toThrow(RangeError)
  expect(() => zones.offsetMinutes('Europe/Bucharest', NaN)).toThrow(RangeError)
})

it('recognises names of zones', () => {
  for (const text of ['UTC', 'Europe/Bucharest', 'America/New_York', 'Etc/GMT+3'])
    expect([text, isZone(text)]).toEqual([text, true])
  for (const text of ['', '+02:00', 'Mars/Olympus', 'Europe/', '../etc', '\0'])
    expect([text, isZone(text)]).toEqual([text, false])
})
