import fc from 'fast-check'
import { expect, it } from 'vitest'

import { checkWindowSpec } from './check-window-spec.ts'

const valid = {
  terms: [{ dates: { first: '2026-01-01', last: '2026-12-31' }, days: 31, clock: { from: 0, to: 1440 } }, {}],
  except: [],
  zone: 'UTC',
}

it('accepts a valid window', () => {
  expect(checkWindowSpec(valid)).toBeUndefined()
})

it('reports what is wrong with an invalid one', () => {
  const faults: readonly [unknown, string][] = [
    [7, 'a window is not an object'],
    [{ ...valid, zone: 'Mars/Olympus' }, 'the zone of a window is unknown'],
    [{ ...valid, terms: {} }, '`terms` of a window is not an array'],
    [{ ...valid, except: undefined }, '`except` of a window is not an array'],
    [[], 'a window is not an object'],
    [{ ...valid, terms: [3] }, 'a term of a window is not an object'],
    [{ ...valid, terms: [[]] }, 'a term of a window is not an object'],
    [{ ...valid, except: [[]] }, 'a term of a window is not an object'],
    [{ ...valid, terms: [{ dates: [] }] }, 'the dates of a window are not an object'],
    [{ ...valid, terms: [{ clock: [] }] }, 'the clock span of a window is not an object'],
    [{ ...valid, terms: [{ dates: 3 }] }, 'the dates of a window are not an object'],
    [{ ...valid, terms: [{ dates: {} }] }, 'a date of a window is not a text'],
    [
      { ...valid, except: [{ dates: { first: '2026-02-01', last: '2026-01-01' } }] },
      'the dates of a window are not two days in order',
    ],
    [{ ...valid, terms: [{ days: 128 }] }, 'the days of a window are not seven bits'],
    [{ ...valid, terms: [{ clock: 9 }] }, 'the clock span of a window is not an object'],
    [
      { ...valid, terms: [{ clock: { from: 1440, to: 3 } }] },
      'the clock span of a window is not in minutes of the day',
    ],
    [{ ...valid, terms: [{ clock: { from: 1.5, to: 3 } }] }, 'the clock span of a window is not in minutes of the day'],
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
