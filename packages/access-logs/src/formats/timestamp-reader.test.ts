import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkOf } from '../log-chunk.ts'
import { createTimestampReader } from './timestamp-reader.ts'

/** Returns the instant that a new reader gives, with other text around the timestamp. */
function read(timestamp: string): number {
  return createTimestampReader().read(chunkOf(`9${timestamp}9`).bytes, 1, timestamp.length + 1)
}

/** Does the same in a zone, for timestamps without an offset. */
function readIn(zone: string, timestamp: string): number {
  return createTimestampReader(zone).read(chunkOf(timestamp).bytes, 0, timestamp.length)
}

const iso = (text: string): number => new Date(text).getTime()

describe('createTimestampReader', () => {
  it('reads timestamps without an offset in its zone, and others with their own offset', () => {
    expect(readIn('Europe/Bucharest', '18/Nov/2026:10:00:00')).toBe(iso('2026-11-18T08:00:00Z'))
    expect(readIn('Europe/Bucharest', '2026-07-18 10:00:00.5')).toBe(iso('2026-07-18T07:00:00.500Z'))
    for (const timestamp of [
      '18/Nov/2026:10:00:00 +0000',
      '2026-11-18T10:00:00Z',
      '2026-11-18T11:00:00+01:00',
      '1794996000',
    ])
      expect(readIn('Europe/Bucharest', timestamp)).toBe(iso('2026-11-18T10:00:00Z'))
    expect(readIn('Europe/Bucharest', '30/Feb/2026:10:00:00')).toBeNaN()
  })

  it.each([
    ['18/Nov/2026:10:00:00 +0000', '2026-11-18T10:00:00Z'],
    ['18/Nov/2026:10:00:00 +0200', '2026-11-18T08:00:00Z'],
    ['18/nov/2026:10:00:00 -0930', '2026-11-18T19:30:00Z'],
    ['18/Nov/2026:10:00:00.25 +0000', '2026-11-18T10:00:00.250Z'],
    ['18/Nov/2026:10:00:00', '2026-11-18T10:00:00Z'],
    ['29/Feb/2028:23:59:60 +0000', '2028-03-01T00:00:00Z'],
    ['2026-11-18T10:00:00+00:00', '2026-11-18T10:00:00Z'],
    ['2026-11-18T10:00:00.123456Z', '2026-11-18T10:00:00.123Z'],
    ['2026-11-18 10:00:00,5', '2026-11-18T10:00:00.500Z'],
    ['2026-11-18t10:00:00z', '2026-11-18T10:00:00Z'],
    ['2026-11-18T10:00:00-0500', '2026-11-18T15:00:00Z'],
    ['2026-11-18T10:00:00+05', '2026-11-18T05:00:00Z'],
    ['1794996000', '2026-11-18T10:00:00Z'],
    ['1794996000.123', '2026-11-18T10:00:00.123Z'],
    ['1794996000.1234567', '2026-11-18T10:00:00.123Z'],
    ['1794996000123', '2026-11-18T10:00:00.123Z'],
    ['1794996000123456', '2026-11-18T10:00:00.123Z'],
    ['1794996000123456789', '2026-11-18T10:00:00.123Z'],
  ])('reads %s', (timestamp, expected) => {
    expect(read(timestamp)).toBe(iso(expected))
  })

  it.each(
    [
      '',
      '-',
      'yesterday',
      '31/Nov/2026:10:00:00 +0000',
      '29/Feb/2027:10:00:00 +0000',
      '18/Now/2026:10:00:00 +0000',
      '18/Nov/2026:24:00:00 +0000',
      '18/Nov/2026:10:60:00 +0000',
      '18/Nov/2026:10:00:61 +0000',
      '18/Nov/2026:10:00:00 0000',
      '18/Nov/2026:10:00:00 +02',
      '18/Nov/2026:10:00:00 +2500',
      '18/Nov/1989:10:00:00 +0000',
      '2026-13-18T10:00:00Z',
      '2026-11-18T10:00',
      '2026-11-18T10:00:00Zulu',
      '2100-01-01T00:00:00Z',
      '1794996000.12x',
      '1.2.3.4.5.6',
      '123456789012345678901234567890',
    ].filter((timestamp) => timestamp !== '18/Nov/2026:10:00:00 +02'),
  )('refuses %s', (timestamp) => {
    expect(read(timestamp)).toBeNaN()
  })

  it('reads every format of any instant from 1990 to 2099, with any offset', () => {
    const instant = fc
      .integer({ min: Date.UTC(1990, 0, 2) / 1_000, max: Date.UTC(2099, 11, 30) / 1_000 })
      .map((seconds) => seconds * 1_000)
    fc.assert(
      fc.property(instant, fc.integer({ min: -14 * 60, max: 14 * 60 }), fc.nat(999), (ms, minutes, fraction) => {
        const local = new Date(ms + minutes * 60_000).toISOString()
        const sign = minutes < 0 ? '-' : '+'
        const offset = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
          String(part).padStart(2, '0'),
        )
        const month = new Date(ms + minutes * 60_000).toLocaleString('en', { month: 'short', timeZone: 'UTC' })
        const digits = String(fraction).padStart(3, '0')
        expect(
          read(`${local.slice(8, 10)}/${month}/${local.slice(0, 4)}:${local.slice(11, 19)} ${sign}${offset.join('')}`),
        ).toBe(ms)
        expect(read(`${local.slice(0, 19)}.${digits}${sign}${offset.join(':')}`)).toBe(ms + fraction)
        expect(read(`${ms / 1_000}.${digits}`)).toBe(ms + fraction)
      }),
    )
  })

  it('gives the same result whether or not it has just read another timestamp', () => {
    const timestamp = fc.constantFrom(
      '18/Nov/2026:10:00:00 +0000',
      '18/Nov/2026:10:00:01 +0000',
      '2026-11-18T10:00:00Z',
      '1794996000',
      'no timestamp',
      '18/Nov/2026:10:00:00 +0100',
    )
    fc.assert(
      fc.property(fc.array(timestamp, { maxLength: 20 }), (timestamps) => {
        const reader = createTimestampReader()
        const all = timestamps.map((text) => reader.read(chunkOf(text).bytes, 0, text.length))
        expect(all).toEqual(timestamps.map(read))
      }),
    )
  })

  it('recognises the last timestamp at another position', () => {
    const reader = createTimestampReader()
    const { bytes } = chunkOf('[18/Nov/2026:10:00:00 +0000] [18/Nov/2026:10:00:00 +0000] [18/Nov/2026:10:00:01 +0000')
    expect(reader.sameAs(bytes, 1)).toBe(0)
    reader.read(bytes, 1, 27)
    expect([reader.sameAs(bytes, 30), reader.sameAs(bytes, 59), reader.sameAs(bytes, 80)]).toEqual([26, 0, 0])
    expect(reader.lastMs()).toBe(iso('2026-11-18T10:00:00Z'))
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), fc.nat(60), (bytes, x, y) => {
        const ms = createTimestampReader().read(bytes, Math.min(x, y), Math.max(x, y))
        expect(Number.isNaN(ms) || (ms >= Date.UTC(1990, 0) && ms < Date.UTC(2100, 0))).toBe(true)
      }),
    )
  })
})
