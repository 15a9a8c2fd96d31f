import { expect, it } from 'vitest'

import { parseClock } from './parse-clock.ts'

it('parses a time of day as minutes, including 24:00', () => {
  expect(['00:00', '04:00', '16:59', '23:59', '24:00'].map(parseClock)).toEqual([0, 240, 1019, 1439, 1440])
})

it('rejects anything else', () => {
  for (const text of [
    '25:00',
    '24:01',
    '4:00',
    '04',
    '4-17',
    '04:60',
    '04:00:00',
    '-1:00',
    '',
    ' 04:00',
    '04:00\n',
    '٠٤:٠٠',
  ]) {
    expect([text, parseClock(text)]).toEqual([text, undefined])
  }
})
