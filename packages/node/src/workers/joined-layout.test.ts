import type { Charge, CounterLayout, CounterSpec } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { joinLayouts } from './joined-layout.ts'

function limit(identity: string, count: number): CounterSpec {
  return { identity, algorithm: 'log', count, periodMs: 60_000 }
}

function layoutOf(...subjects: readonly (readonly [string, ...CounterSpec[]])[]): CounterLayout {
  return {
    tag: 't',
    subjects: subjects.map(([identity, ...counters]) => ({ identity, shadow: false, counters })),
  }
}

function charge(subject: number, counter: number): Charge {
  return { subject, counter, key: ['a'], mode: 'enforce', includingRefused: false, places: 1 }
}

describe('joined layouts', () => {
  const former = layoutOf(['ip', limit('x', 1), limit('y', 2)])
  const present = layoutOf(['user', limit('z', 3)], ['ip', limit('y', 4)])

  it('contain the limits of all workers once, with the counts of the last', () => {
    expect(joinLayouts([former, present]).layout).toEqual(
      layoutOf(['ip', limit('x', 1), limit('y', 4)], ['user', limit('z', 3)]),
    )
  })

  it('count charges of both for the same limit', () => {
    const { translate } = joinLayouts([former, present])
    expect(translate(former, [charge(0, 1)])).toEqual(translate(present, [charge(1, 0)]))
    expect(translate(present, [charge(0, 0)])).toEqual([charge(1, 0)])
  })

  it('reject a charge of a counter that the layout does not contain', () => {
    expect(() => joinLayouts([former]).translate(former, [charge(0, 2)])).toThrow(RangeError)
  })

  it('keep a limit by the calendar apart from one of the same identity with a sliding period', () => {
    const daily: CounterSpec = { identity: 'x', algorithm: 'calendar', unit: 'day', zone: 'UTC', count: 1 }
    expect(joinLayouts([former, layoutOf(['ip', daily])]).layout.subjects[0]!.counters).toHaveLength(3)
  })
})
