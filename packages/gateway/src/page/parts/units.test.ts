import { expect, it } from 'vitest'
import { ago, bytes, duration, percent, perSecond, plural } from './units.ts'

it.each([
  [duration(0), '0 ms'],
  [duration(350), '350 ms'],
  [duration(59_600), '1 min'],
  [duration(3_600_000), '1 h'],
  [duration(7_500_000), '2 h 5 min'],
  [duration(90_000_000), '1 d 1 h'],
  [duration(86_405_000), '1 d'],
  [percent(0, 0), '0 %'],
  [percent(1, 3), '33.3 %'],
  [percent(1, 100_000), '< 0.1 %'],
  [percent(99_999, 100_000), '99.9 %'],
  [percent(5, 5), '100 %'],
  [perSecond(0), '0 per second'],
  [perSecond(0.42), '0.4 per second'],
  [perSecond(1_240.4), '1,240 per second'],
  [bytes(12), '12 B'],
  [bytes(354_000), '354 kB'],
  [bytes(2_600_000), '2.6 MB'],
  [plural(1, 'rule'), '1 rule'],
  [plural(1_000, 'rule'), '1,000 rules'],
  [
    ago(1_000, 4_500)
      .markup.replaceAll(/<[^>]*>/g, '')
      .trim(),
    '4 s ago',
  ],
  [
    ago(9_000, 4_000)
      .markup.replaceAll(/<[^>]*>/g, '')
      .trim(),
    'in 5 s',
  ],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})
