import fc from 'fast-check'
import { expect, it } from 'vitest'

import { parseDay } from './parse-day.ts'

it('parses every day as the number of days since 1970-01-01', () => {
  fc.assert(
    fc.property(fc.integer({ min: -354_285, max: 2_932_896 }), (day) => {
      expect(parseDay(new Date(day * 86_400_000).toISOString().slice(0, 10))).toBe(day)
    }),
  )
})

it('rejects days that do not exist', () => {
  for (const text of [
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '0026-01-01',
    '2026-01-01T',
    '',
  ]) {
    expect([text, parseDay(text)]).toEqual([text, undefined])
  }
})
