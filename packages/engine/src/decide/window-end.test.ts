import { type Condition, leaf } from '@tidegate/model'
import { anyone, block, guardOf, modelOf } from '@tidegate/model/testing'
import { createZoneReader, type WindowSpec } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createWindowEnds, type WindowEnds } from './window-end.ts'

const noon = Date.UTC(2026, 10, 17, 12)
const hour = 3_600_000

function daily(from: number, to: number): { readonly spec: WindowSpec } {
  return { spec: { terms: [{ clock: { from: from * 60, to: to * 60 } }], except: [], zone: 'UTC' } }
}

function endsOf(windows: readonly { readonly spec: WindowSpec }[], ...during: readonly Condition[]): WindowEnds {
  const rule = block(anyone, { guards: during.map((condition) => guardOf('during', condition)) })
  return createWindowEnds(modelOf({ windows, rules: [rule] }), createZoneReader())
}

const inFirst: Condition = leaf({ kind: 'now-in', window: 0 })
const inSecond: Condition = leaf({ kind: 'now-in', window: 1 })

describe('createWindowEnds', () => {
  it('returns how long a window stays open', () => {
    const ends = endsOf([daily(11, 13)], inFirst)
    expect([ends.endsIn(0, noon), ends.endsIn(0, noon + 1), ends.endsIn(0, noon - 1)]).toEqual([
      hour,
      hour - 1,
      hour + 1,
    ])
  })

  it('searches again after the window has reopened', () => {
    const ends = endsOf([daily(11, 13)], inFirst)
    ends.endsIn(0, noon)
    expect(ends.endsIn(0, noon + 24 * hour + 1000)).toBe(hour - 1000)
  })

  it('continues to the end of the last of several adjoining windows', () => {
    const either: Condition = { kind: 'or', any: [inFirst, inSecond] }
    expect(endsOf([daily(11, 13), daily(13, 15)], either).endsIn(0, noon)).toBe(3 * hour)
  })

  it('returns the first end of several clauses', () => {
    expect(endsOf([daily(11, 15), daily(11, 13)], inFirst, inSecond).endsIn(0, noon)).toBe(hour)
  })

  it('returns undefined for a window that stays open, or a rule without one', () => {
    const always = { spec: { terms: [{}], except: [], zone: 'UTC' } }
    expect(endsOf([always], inFirst).endsIn(0, noon)).toBeUndefined()
    expect(endsOf([]).endsIn(0, noon)).toBeUndefined()
  })
})
