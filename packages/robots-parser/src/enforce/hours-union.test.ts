import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWithin, type DayHours } from '../parse/day-hours.ts'
import { hoursOutside } from './hours-union.ts'

test('hours outside are the minutes that no span covers, in spans that do not touch', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
    .map(([fromMinute, toMinute]): DayHours =>
      fromMinute === toMinute ? { fromMinute: 0, toMinute: 1440 } : { fromMinute, toMinute },
    )
  fc.assert(
    fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
      const outside = hoursOutside(spans)
      const minutes = Array.from({ length: 1440 }, (_, minute) => minute)
      const wrong = minutes.filter((minute) => {
        const covered = spans.some((one) => isWithin(one, minute))
        return outside.filter((one) => isWithin(one, minute)).length !== (covered ? 0 : 1)
      })
      expect(wrong).toEqual([])
    }),
  )
})
