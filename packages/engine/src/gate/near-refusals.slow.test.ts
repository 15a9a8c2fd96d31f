import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Charge, CounterStore } from '../counters/store.ts'
import { randomStoreSteps } from '../testing/random-store-steps.ts'
import { charge, layoutOf, limit } from '../testing/store-trials.ts'
import { maxRefusals } from './near-refusals.ts'
import { guardStore, type StoreGuard } from './store-guard.ts'

/** A store outside the process, and how often it was asked for a decision. */
function remoteStore(): CounterStore & { readonly asked: () => number } {
  const memory = createMemoryStore()
  let asked = 0
  return {
    ...memory,
    consume: async (charges, nowMs) => {
      asked++
      return memory.consume(charges, nowMs)
    },
    block: async (counters, forMs, nowMs) => memory.block(counters, forMs, nowMs),
    reset: async (counters, nowMs) => memory.reset(counters, nowMs),
    asked: () => asked,
  }
}

function guardOf(store: CounterStore, clock: { ms: number }, nearCacheMs = 60_000): StoreGuard {
  return guardStore({
    store,
    isOwned: false,
    timeoutMs: 1000,
    monotonicMs: () => clock.ms,
    makeStandIn: undefined,
    share: 1,
    nearCacheMs,
    onError: (error) => {
      throw error
    },
    onProbe: () => {},
    onRecovered: () => {},
    onLate: () => {},
  })
}

/** The charges of the same request some time later, in the same periods of the calendar; those whose period is over are omitted. */
function laterBy(charges: readonly Charge[], ms: number): readonly Charge[] {
  return charges.flatMap((each) => {
    if (each.period === undefined) return [each]
    const endsInMs = each.period.endsInMs - ms
    return endsInMs < 1 ? [] : [{ ...each, period: { ...each.period, endsInMs } }]
  })
}

describe('refusals that are repeated without asking the store', () => {
  it('are those of the store, and asking it would have changed nothing, for any sequence of decisions', async () => {
    let repeated = 0
    const property = fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (each) => {
      const clock = { ms: 0 }
      const guard = guardOf(remoteStore(), clock)
      const plain = createMemoryStore()
      const earlier: { readonly charges: readonly Charge[]; readonly atMs: number }[] = []
      // Without reloads, which convert the counts of buckets by the time of their last use: that is another one if a call was saved.
      const steps = randomStoreSteps({ seed: each, length: 150, stepsBack: false, atOnce: true, reloads: false })
      for (const step of steps) {
        if (step.kind === 'layout') {
          guard.layout(step.layout)
          plain.layout(step.layout)
          continue
        }
        clock.ms = step.nowMs
        if (step.kind !== 'consume') {
          if (step.kind !== 'peek') {
            guard[step.kind](step.charges, clock.ms)
            plain[step.kind](step.charges, clock.ms)
          }
          continue
        }
        earlier.push({ charges: step.charges, atMs: clock.ms })
        const again = earlier.slice(-3).map(({ charges, atMs }) => laterBy(charges, clock.ms - atMs))
        for (const charges of [...again, step.charges]) {
          const before = guard.counts!().nearRefusals
          const answer = (await guard.consume(charges, clock.ms))!
          const expected = plain.consume(charges, clock.ms)
          const isRepeated = guard.counts!().nearRefusals > before
          if (!isRepeated) {
            // That all later answers are equal shows that the calls which were saved would have changed nothing.
            if (!isDeepStrictEqual(answer, expected)) expect(answer).toEqual(expected)
            continue
          }
          expect([answer.admitted, expected.admitted]).toEqual([false, false])
          for (const [at, reading] of answer.readings.entries()) {
            if (reading.admitted) continue
            expect(expected.readings[at]!.admitted).toBe(false)
            // Other requests may have been charged meanwhile, which only makes the wait longer.
            expect(reading.retryAfterMs).toBeLessThanOrEqual(expected.readings[at]!.retryAfterMs)
          }
        }
      }
      repeated += guard.counts!().nearRefusals
    })
    await fc.assert(property, { numRuns: runs(30), seed })
    expect(repeated).toBeGreaterThan(runs(30))
  })

  it('cost no round trip until the limit has places again', async () => {
    const clock = { ms: 0 }
    const store = remoteStore()
    const guard = guardOf(store, clock)
    guard.layout(layoutOf(limit('log', 1)))
    const outcomes: boolean[] = []
    for (clock.ms = 0; clock.ms <= 60_000; clock.ms += 100)
      outcomes.push((await guard.consume([charge(0, 0, 'a')], clock.ms))!.admitted)
    expect([outcomes[0], outcomes.slice(1, -1).includes(true), outcomes.at(-1)]).toEqual([true, false, true])
    expect([store.asked(), guard.counts!().nearRefusals]).toEqual([3, 598])
    expect((await guard.consume([charge(0, 0, 'b')], clock.ms))!.admitted).toBe(true)
  })

  it('end after `nearCacheMs` at the latest, when another process has made the counter blank', async () => {
    const clock = { ms: 0 }
    const store = remoteStore()
    const guard = guardOf(store, clock, 1000)
    guard.layout(layoutOf(limit('log', 1)))
    const ask = async (): Promise<boolean> => (await guard.consume([charge(0, 0, 'a')], clock.ms))!.admitted
    expect([await ask(), await ask()]).toEqual([true, false])
    await store.reset([charge(0, 0, 'a')], 0)
    clock.ms = 999
    expect(await ask()).toBe(false)
    clock.ms = 1000
    expect(await ask()).toBe(true)
  })

  it('end at once with what an operator does in this process, and with a reload', async () => {
    const clock = { ms: 0 }
    const guard = guardOf(remoteStore(), clock)
    guard.layout(layoutOf(limit('log', 1)))
    const ask = async (): Promise<boolean> => (await guard.consume([charge(0, 0, 'a')], clock.ms))!.admitted
    expect([await ask(), await ask()]).toEqual([true, false])
    await guard.reset([charge(0, 0, 'a')], 0)
    expect([await ask(), await ask()]).toEqual([true, false])
    await guard.reset([charge(0, 0, 'a')], 0)
    await guard.block([charge(0, 0, 'a')], 5000, 0)
    expect([await ask(), await ask(), guard.counts!().nearRefusals]).toEqual([false, false, 1])
    await guard.block([charge(0, 0, 'a')], 0, 0)
    expect([await ask(), await ask()]).toEqual([true, false])
    guard.layout(layoutOf(limit('log', 2)))
    expect([await ask(), await ask()]).toEqual([true, false])
  })

  it.each([
    ['with `nearCacheMs: 0`', 0, {}],
    ['of a store that gives places back', 60_000, { refunds: true }],
  ])('do not occur %s', async (_, nearCacheMs, more) => {
    const store = { ...remoteStore(), ...more }
    const guard = guardOf(store, { ms: 0 }, nearCacheMs)
    guard.layout(layoutOf(limit('log', 1)))
    for (let i = 0; i < 4; i++) await guard.consume([charge(0, 0, 'a')], 0)
    expect([store.asked(), guard.counts!().nearRefusals]).toEqual([4, 0])
  })

  it('are bounded in number, and keep no long keys', async () => {
    const store = remoteStore()
    const guard = guardOf(store, { ms: 0 })
    guard.layout(layoutOf(limit('log', 1)))
    const twice = async (key: string): Promise<void> => {
      for (let i = 0; i < 2; i++) await guard.consume([charge(0, 0, key)], 0)
    }
    for (let i = 0; i <= maxRefusals; i++) await twice(`client ${i}`)
    await guard.consume([charge(0, 0, 'client 1')], 0)
    expect(guard.counts!().nearRefusals).toBe(1)
    await guard.consume([charge(0, 0, 'client 0')], 0)
    for (let i = 0; i < 2; i++) await twice('x'.repeat(1000))
    expect(guard.counts!().nearRefusals).toBe(1)
  })
})
