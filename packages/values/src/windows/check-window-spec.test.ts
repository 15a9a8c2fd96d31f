import fc from 'fast-check'
import { expect, it } from 'vitest'

import { checkWindowSpec } from './check-window-spec.ts'

const sound = {
  terms: [{ dates: { first: '2026-01-01', last: '2026-12-31' }, days: 31, clock: { from: 0, to: 1440 } }, {}],
  except: [],
  zone: 'UTC',
}

it('accepts a valid window', () => {
  expect(checkWindowSpec(sound)).toBeUndefined()
})

it('reports what is wrong with an invalid one', () => {
  const faults: readonly [unknown, string][] = [
    [7, 'a window is not an object'],
    [{ ...sound, zone: 'Mars/Olympus' }, 'the zone of a window is unknown'],
    [{ ...sound, terms: {} }, '`terms` of a window is not an array'],
    [{ ...sound, except: undefined }, '`except` of a window is not an array'],
    [[], 'a window is not an object'],
    [{ ...sound, terms: [3] }, 'a term of a window is not an object'],
    [{ ...sound, terms: [[]] }, 'a term of a window is not an object'],
    [{ ...sound, except: [[]] }, 'a term of a window is not an object'],
    [{ ...sound, terms: [{ dates: [] }] }, 'the dates of a window are not an object'],
    [{ ...sound, terms: [{ clock: [] }] }, 'the clock span of a window is not an object'],
    [{ ...sound, terms: [{ dates: 3 }] }, 'the dates of a window are not an object'],
    [{ ...sound, terms: [{ dates: {} }] }, 'a date of a window is not a text'],
    [
      { ...sound, except: [{ dates: { first: '2026-02-01', last: '2026-01-01' } }] },
      'the dates of a window are not two days in order',
    ],
    [{ ...sound, terms: [{ days: 128 }] }, 'the days of a window are not seven bits'],
    [{ ...sound, terms: [{ clock: 9 }] }, 'the clock span of a window is not an object'],
    [
      { ...sound, terms: [{ clock: { from: 1440, to: 3 } }] },
      'the clock span of a window is not in minutes of the day',
    ],
    [{ ...sound, terms: [{ clock: { from: 1.5, to: 3 } }] }, 'the clock span of a window is not in minutes of the day'],
  ]
  for (const [spec, fault] of faults) expect(checkWindowSpec(spec)).toBe(fault)
})

it('never throws for any value', () => {
  fc.assert(
    fc.property(fc.anything(), (spec) => {
      expect(['string', 'undefined']).toContain(typeof checkWindowSpec(spec))
    }),
  )
})
