import { expect, it } from 'vitest'

import { parseClock } from './parse-clock.ts'

it('reads a time of the day as minutes, 24:00 included', () => {
  expect(['00:00', '04:00', '16:59', '23:59', '24:00'].map(parseClock)).toEqual([0, 240, 1019, 1439, 1440])
})

it('refuses what is no time of the day', () => {
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
