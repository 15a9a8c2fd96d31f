import { expect, it } from 'vitest'

import { openWindows } from './window-row.ts'
import type { WindowSpec } from './window-spec.ts'
import { createZoneReader } from './zone-offset.ts'

const zones = createZoneReader()
const peak: WindowSpec = { terms: [{ clock: { from: 240, to: 1020 } }], except: [], zone: 'UTC' }
const night: WindowSpec = { terms: [{ clock: { from: 1320, to: 360 } }], except: [], zone: 'Europe/Bucharest' }

it('is valid from the start of the minute to the next change of any window', () => {
  const row = openWindows([peak, night], Date.parse('2026-01-15T02:30:30.500Z'), zones)
  expect(Array.from(row.open)).toEqual([0b10])
  expect(row.from).toBe(Date.parse('2026-01-15T02:30:00Z'))
  expect(row.until).toBe(Date.parse('2026-01-15T04:00:00Z'))
})

it('ends at a change of the zone, to the millisecond', () => {
  const row = openWindows([night], Date.parse('2026-03-29T00:59:59.999Z'), zones)
  expect(row.until).toBe(Date.parse('2026-03-29T01:00:00Z'))
})

it('has one word per 32 windows, and none without windows', () => {
  expect(openWindows([], 0, zones).open).toHaveLength(0)
  expect(
    openWindows(
      Array.from({ length: 33 }, () => peak),
      Date.parse('2026-01-15T12:00:00Z'),
      zones,
    ).open,
  ).toEqual(Uint32Array.of(0xffff_ffff, 1))
})

it('throws for an unknown zone', () => {
  expect(() => openWindows([{ ...peak, zone: 'Mars/Olympus' }], 0, zones)).toThrow(RangeError)
})
