import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLocalTime } from './local-time.ts'

const zones = ['UTC', 'Europe/Bucharest', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Asia/Tokyo']
const dayMs = 86_400_000
const reader = createZoneReader()
const shown = (zone: string, instantMs: number): number => instantMs + reader.offsetMinutes(zone, instantMs) * 60_000

describe('createLocalTime', () => {
  it('returns the instants of a log, even in the hour that clocks show twice', () => {
    for (const zone of zones) {
      const local = createLocalTime(zone)
      for (let day = 0; day < 366; day++) {
        const startMs = Date.UTC(2026, 0, 1 + day)
        const isChange = reader.offsetMinutes(zone, startMs) !== reader.offsetMinutes(zone, startMs + dayMs)
        // Every seven minutes of the days on which clocks change, and of every tenth day.
        if (!isChange && day % 10 !== 0) continue
        for (let instantMs = startMs; instantMs < startMs + dayMs; instantMs += 7 * 60_000) {
          if (local(shown(zone, instantMs)) !== instantMs) expect.fail(`${zone} ${new Date(instantMs).toISOString()}`)
        }
      }
      expect(local(shown(zone, Date.UTC(2027, 5, 1)))).toBe(Date.UTC(2027, 5, 1))
    }
  })

  it('returns an instant at which clocks show the given time, unless they skip it', () => {
    const minute = fc.integer({ min: 0, max: 4 * 366 * 1_440 })
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, at) => {
        const instantMs = Date.UTC(2025, 0, 1) + at * 60_000
        expect(shown(zone, createLocalTime(zone)(shown(zone, instantMs)))).toBe(shown(zone, instantMs))
      }),
      { numRuns: runs(300) },
    )
  })

  it('returns the first of two instants if there was no previous one, and moves times in a skipped hour forward', () => {
    const local = createLocalTime('Europe/Bucharest')
    // Clocks go back from 04:00 to 03:00 at 2026-10-25T01:00Z, and forward from 03:00 to 04:00 at 2026-03-29T01:00Z.
    expect(local(Date.UTC(2026, 9, 25, 3, 30))).toBe(Date.UTC(2026, 9, 25, 0, 30))
    expect(local(Date.UTC(2026, 2, 29, 3, 30))).toBe(Date.UTC(2026, 2, 29, 1, 30))
  })

  it('throws for an unknown zone', () => {
    expect(() => createLocalTime('Europe/Atlantis')).toThrow(RangeError)
  })
})
