import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isWindowOpen } from './is-window-open.ts'
import { nextWindowChange } from './next-window-change.ts'
import { windowOpenings } from './window-openings.ts'
import { openWindows } from './window-row.ts'
import type { WindowSpec } from './window-spec.ts'
import { createZoneReader } from './zone-offset.ts'

const zones = createZoneReader()
const at = (instant: string): number => Date.parse(instant)
const minute = 60_000

function daily(from: number, to: number, zone: string = 'UTC'): WindowSpec {
  return { terms: [{ clock: { from, to } }], except: [], zone }
}

describe('the next change of a window', () => {
  it('is its closing while it is open and its opening while it is closed', () => {
    const peak = daily(240, 1020)
    expect(nextWindowChange(peak, at('2026-05-05T16:59:59.999Z'), zones)).toBe(at('2026-05-05T17:00:00Z'))
    expect(nextWindowChange(peak, at('2026-05-05T17:00:00Z'), zones)).toBe(at('2026-05-06T04:00:00Z'))
    expect(nextWindowChange(peak, at('2026-05-05T03:59:59.999Z'), zones)).toBe(at('2026-05-05T04:00:00Z'))
  })

  it('is the change of the zone itself if that opens the window', () => {
    const spec = daily(210, 300, 'Europe/Bucharest')
    expect(nextWindowChange(spec, at('2026-03-29T00:00:00Z'), zones)).toBe(at('2026-03-29T01:00:00Z'))
    expect(nextWindowChange(spec, at('2026-03-29T01:00:00Z'), zones)).toBe(at('2026-03-29T02:00:00Z'))
  })

  it('skips midnights and bounds at which nothing changes', () => {
    const spec: WindowSpec = {
      terms: [{ clock: { from: 0, to: 720 } }, { clock: { from: 720, to: 1440 } }],
      except: [{ dates: { first: '2027-03-01', last: '2027-03-01' } }],
      zone: 'America/New_York',
    }
    expect(nextWindowChange(spec, at('2026-11-20T12:00:00Z'), zones)).toBe(at('2027-03-01T05:00:00Z'))
  })

  it('is undefined if it is beyond the horizon', () => {
    const always: WindowSpec = { terms: [{}], except: [], zone: 'Europe/Bucharest' }
    expect(nextWindowChange(always, at('2026-11-20T12:00:00Z'), zones)).toBeUndefined()
    const peak = daily(240, 1020)
    expect(nextWindowChange(peak, at('2026-05-05T04:00:00Z'), zones, 0.5)).toBeUndefined()
    expect(nextWindowChange(peak, at('2026-05-05T05:00:00Z'), zones, 0.5)).toBe(at('2026-05-05T17:00:00Z'))
  })
})

describe('the openings of a window', () => {
  const bounds = [at('2026-03-28T00:00:00Z'), at('2026-03-31T00:00:00Z')] as const

  it('omit the day on which the zone skips it', () => {
    expect(windowOpenings(daily(180, 240, 'Europe/Bucharest'), ...bounds, zones)).toEqual([
      { open: at('2026-03-28T01:00:00Z'), close: at('2026-03-28T02:00:00Z') },
      { open: at('2026-03-30T00:00:00Z'), close: at('2026-03-30T01:00:00Z') },
    ])
  })

  it('contain two on the day on which the zone repeats it', () => {
    const spec = daily(195, 225, 'Europe/Bucharest')
    expect(windowOpenings(spec, at('2026-10-24T21:00:00Z'), at('2026-10-25T22:00:00Z'), zones)).toEqual([
      { open: at('2026-10-25T00:15:00Z'), close: at('2026-10-25T00:45:00Z') },
      { open: at('2026-10-25T01:15:00Z'), close: at('2026-10-25T01:45:00Z') },
    ])
    const whole = daily(180, 240, 'Europe/Bucharest')
    expect(windowOpenings(whole, at('2026-10-24T21:00:00Z'), at('2026-10-25T22:00:00Z'), zones)).toEqual([
      { open: at('2026-10-25T00:00:00Z'), close: at('2026-10-25T02:00:00Z') },
    ])
  })

  it('are limited to the bounds and to the requested number', () => {
    const always: WindowSpec = { terms: [{}], except: [], zone: 'UTC' }
    expect(windowOpenings(always, ...bounds, zones)).toEqual([{ open: bounds[0], close: bounds[1] }])
    expect(windowOpenings(daily(240, 1020), ...bounds, zones, 2)).toHaveLength(2)
    expect(windowOpenings(daily(240, 1020), ...bounds, zones)).toHaveLength(3)
  })

  it('are empty if the parts of a term are never true together', () => {
    const spec: WindowSpec = {
      terms: [{ dates: { first: '2026-03-28', last: '2026-03-28' }, days: 1 }],
      except: [],
      zone: 'UTC',
    }
    expect(windowOpenings(spec, ...bounds, zones)).toEqual([])
  })
})

it('steps agree with evaluating every minute, across changes of the zone', () => {
  const span = fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) })
  const term = fc.record({ days: fc.integer({ min: 0, max: 127 }), clock: span }, { requiredKeys: [] })
  const case_ = fc.constantFrom(
    ['Europe/Bucharest', '2026-03-28T12:00:00Z'],
    ['Europe/Bucharest', '2026-10-24T12:00:00Z'],
    ['America/New_York', '2026-11-01T00:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T06:00:00Z'],
    ['Asia/Beirut', '2026-10-24T12:00:00Z'],
    ['Africa/Casablanca', '2026-02-14T12:00:00Z'],
    ['UTC', '2026-02-28T12:00:00Z'],
  )
  const specs = fc.array(
    fc.record({ terms: fc.array(term, { minLength: 1, maxLength: 3 }), except: fc.array(term, { maxLength: 2 }) }),
    { minLength: 1, maxLength: 40 },
  )
  fc.assert(
    fc.property(case_, specs, fc.integer({ min: 0, max: 2 * 86_400_000 }), ([zone, start], shapes, later) => {
      const windows = shapes.map((shape): WindowSpec => ({ ...shape, zone: zone! }))
      const from = at(start!) + later
      const row = openWindows(windows, from, zones)
      expect(row.from).toBe(Math.floor(from / minute) * minute)
      for (const [index, window] of windows.entries()) {
        expect(((row.open[index >>> 5]! >>> (index & 31)) & 1) === 1).toBe(isWindowOpen(window, from, zones))
      }
      const spec = windows[0]!
      const open = isWindowOpen(spec, from, zones)
      let change: number | undefined = Math.floor(from / minute) * minute + minute
      while (change <= from + 86_400_000 && isWindowOpen(spec, change, zones) === open) change += minute
      if (change > from + 86_400_000) change = undefined
      expect(nextWindowChange(spec, from, zones, 1)).toBe(change)
      expect(row.until).toBeLessThanOrEqual(change ?? Infinity)
      expect(row.until).toBeGreaterThan(from)
    }),
    { numRuns: runs(50) },
  )
})

it('openings agree with the result for every minute', () => {
  const span = fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) })
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: minute }), (spans, later) => {
      const spec: WindowSpec = { terms: spans.map((clock) => ({ clock })), except: [], zone: 'Europe/Bucharest' }
      const from = at('2026-10-24T18:00:00Z') + later
      const until = from + 2 * 86_400_000
      const openings = windowOpenings(spec, from, until, zones)
      for (let ms = from; ms < until; ms += minute) {
        const inside = openings.some((opening) => opening.open <= ms && ms < opening.close)
        expect(inside).toBe(isWindowOpen(spec, ms, zones))
      }
    }),
    { numRuns: runs(20) },
  )
})
