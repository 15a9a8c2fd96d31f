import type { Charge, CounterLayout } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { HeldCharges } from './held-charges.ts'
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
})
