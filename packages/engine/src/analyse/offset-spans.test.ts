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

  it('cuts where any of several zones changes', () => {
    const cutsOf = (...names: readonly string[]): readonly number[] =>
      offsetSpans(names, from, until).map((span) => span.from)
    expect(new Set(cutsOf('Europe/Bucharest', 'Asia/Gaza'))).toEqual(
      new Set([...cutsOf('Europe/Bucharest'), ...cutsOf('Asia/Gaza')]),
    )
  })
})
