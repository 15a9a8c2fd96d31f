import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { offsetSpans } from './offset-spans.ts'

const [from, until] = [Date.UTC(2020, 0, 1) / 60_000, Date.UTC(2032, 0, 1) / 60_000]
const zones = [
  'UTC',
  'Europe/Bucharest',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Gaza',
  'Pacific/Apia',
]

describe('offsetSpans', () => {
  it.each(zones)('gives the offsets of %s that the wall clock shows', (zone) => {
    const spans = offsetSpans([zone], from, until)
    const reader = createZoneReader()
    expect([spans[0]!.from, spans.at(-1)!.until]).toEqual([from, until])
    for (const [index, span] of spans.entries()) {
      for (const minute of [span.from, span.until - 1, Math.floor((span.from + span.until) / 2)]) {
        expect([minute, span.zones.offsetMinutes(zone, minute)]).toEqual([
          minute,
          reader.offsetMinutes(zone, minute * 60_000),
        ])
      }
      expect(span.from).toBe(index === 0 ? from : spans[index - 1]!.until)
    }
  })

  it('finds an offset that lasts only a week', () => {
    // Asia/Gaza suspends summer time for Ramadan, which in 2040 ends one week before winter time begins.
    const [first, last] = [Date.UTC(2040, 8, 1) / 60_000, Date.UTC(2040, 10, 30) / 60_000]
    const reader = createZoneReader()
    const wanted: number[] = []
    for (let minute = first + 1; minute < last; minute += 1) {
      const [before, after] = [minute - 1, minute].map((at) => reader.offsetMinutes('Asia/Gaza', at * 60_000))
      if (before !== after) wanted.push(minute)
    }
    const cuts = offsetSpans(['Asia/Gaza'], first, last).map(({ from: at }) => at)
    expect(wanted.length).toBeGreaterThan(1)
    expect(cuts).toEqual([first, ...wanted])
  })

  it('splits wherever one of several zones changes its offset', () => {
    const cutsOf = (...names: readonly string[]): readonly number[] =>
      offsetSpans(names, from, until).map((span) => span.from)
    expect(new Set(cutsOf('Europe/Bucharest', 'Asia/Gaza'))).toEqual(
      new Set([...cutsOf('Europe/Bucharest'), ...cutsOf('Asia/Gaza')]),
    )
  })
})
