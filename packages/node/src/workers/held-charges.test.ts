import type { Charge, CounterLayout } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { HeldCharges } from './held-charges.ts'
import { SharedCounters } from './shared-counters.ts'
import type { CounterCall } from './worker-message.ts'

const atOnce = { identity: 'l', algorithm: 'at-once', count: 1 } as const
const hourly = { identity: 'h', algorithm: 'log', count: 1, periodMs: 3_600_000 } as const
const before: CounterLayout = { tag: 't', subjects: [{ identity: 'ip', shadow: false, counters: [atOnce] }] }
const after: CounterLayout = { tag: 't', subjects: [{ identity: 'ip', shadow: false, counters: [hourly, atOnce] }] }
const charge: Charge = {
  subject: 0,
  counter: 0,
  key: ['a'],
  mode: 'enforce',
  includingRefused: false,
  places: 1,
  lease: '1',
}

function call(kind: 'consume' | 'release'): CounterCall {
  return { kind, id: 0, nowMs: 0, charges: [charge] }
}

const admitted = { admitted: true, readings: [] }

describe('the charges that a worker holds', () => {
  it('end with a release that was answered after a reload', () => {
    const held = new HeldCharges()
    held.relay(before)
    held.note(call('consume'), admitted, before)
    held.relay(after)
    held.note(call('release'), undefined, before)
    expect(held.all()).toEqual([])
  })

  it('contain, in the present layout, what an answer after a reload has admitted', () => {
    const held = new HeldCharges()
    held.relay(before)
    held.relay(after)
    held.note(call('consume'), admitted, before)
    expect(held.all()).toEqual([[{ ...charge, counter: 1 }]])
  })

  it('take their places again although an operator blocks their subject', () => {
    const held = new HeldCharges()
    held.relay(before)
    held.note(call('consume'), admitted, before)
    const [former, next] = [{}, {}]
    const counters = new SharedCounters({})
    counters.join(former, before)
    counters.join(next, before)
    const block = { kind: 'block', id: 0, nowMs: 0, charges: [charge] } as const
    counters.answer(next, { ...block, forMs: 1000 }, 0)
    for (const charges of held.toTakeAgain()) counters.answer(former, { kind: 'consume', id: 0, nowMs: 0, charges }, 0)
    counters.answer(next, { ...block, forMs: 0 }, 0)
    const other = { kind: 'consume', id: 0, nowMs: 0, charges: [{ ...charge, lease: '2' }] } as const
    expect(counters.answer(next, other, 0)).toMatchObject({ admitted: false })
    counters.answer(former, call('release'), 0)
    expect(counters.answer(next, other, 0)).toMatchObject({ admitted: true })
  })
})
