import type { Charge, CounterLayout, CounterSpec, CounterStore } from '@tidegate/engine'
import { createNaiveStore } from '@tidegate/engine/testing'
import { createRandom, redisServer, runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRedisStore, createStoreWithClock, type RedisStore } from './create-redis-store.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'
import { useRedis } from './testing/use-redis.ts'

const minute = 60_000
const one: CounterSpec = { identity: 'one', algorithm: 'log', count: 1, periodMs: minute }
const three: CounterSpec = { identity: 'three', algorithm: 'log', count: 3, periodMs: minute }

describe.skipIf(redisServer === undefined)('the Redis store with a slot for each subject', () => {
  const { sendCommand } = useRedis()
  let stores = 0

  function open(...specs: readonly CounterSpec[]): RedisStore {
    const store = createStoreWithClock(
      { sendCommand, prefix: `slots-${stores++}`, slot: 'subject', leaseMs: 1e12 },
      { isServer: false, shortestExpiryMs: 3_600_000 },
    )
    store.layout(layoutOf(...specs))
    return store
  }

  it('does not say that a limit refused whose last places were given back', async () => {
    const store = open(one, three)
    for (let i = 0; i < 3; i++) await store.consume([chargeOf(1)], 0)
    const { admitted, readings } = await store.consume([chargeOf(0), chargeOf(1)], 1)
    expect([admitted, readings.map((each) => [each.admitted, each.remaining])]).toEqual([
      false,
      [
        [true, 1],
        [false, 0],
      ],
    ])
  })

  it('gives places back when the clock was set back before they were taken', async () => {
    const store = open(three, one)
    await store.consume([chargeOf(0)], 10_000)
    await store.consume([chargeOf(1)], 5_000)
    expect((await store.consume([chargeOf(0), chargeOf(1)], 5_000)).admitted).toBe(false)
    expect((await store.peek([chargeOf(0)], 10_000)).readings[0]!.remaining).toBe(1)
  })

  it('refuses a request that a limit refuses, also if what others took cannot be given back', async () => {
    let left = Infinity
    const store = createRedisStore({
      sendCommand: async (...args) => {
        if (left-- <= 0) throw new Error('Socket closed unexpectedly')
        return sendCommand(...args)
      },
      prefix: `slots-${stores++}`,
      slot: 'subject',
    })
    store.layout(layoutOf(three, one))
    await store.consume([chargeOf(0), chargeOf(1)], 0)
    left = 2
    const { admitted, readings } = await store.consume([chargeOf(0), chargeOf(1)], 0)
    left = Infinity
    expect([admitted, readings.map(({ remaining }) => remaining)]).toEqual([false, [1, 0]])
    expect((await store.peek([{ ...chargeOf(0), mode: 'check' }], 0)).readings[0]!.remaining).toBe(1)
  })

  // Rings are left out: what they give back leaves the time of their newest place as it is. Blocks by operators refuse in their own slot only.
  for (let seed = 0; seed < runs(4); seed++)
    it(`decides one request after another as the naive store, in random sequence ${seed}`, async () => {
      const random = createRandom(seed)
      const below = (end: number): number => Math.floor(random() * end)
      const specs = ['log', 'gcra', 'calendar', 'at-once', 'log'].map((_, at) => randomSpec(at, below))
      const layout: CounterLayout = {
        tag: 'slots',
        subjects: specs.map((spec, at) => ({ identity: spec.identity, shadow: at === 4, counters: [spec] })),
      }
      const store: CounterStore = open(one)
      const naive = createNaiveStore()
      for (const each of [store, naive]) each.layout(layout)
      const held: (readonly Charge[])[] = []
      let nowMs = 1_000_000
      for (let step = 0; step < 250; step++) {
        nowMs += below(3) === 0 ? below(200) : 0
        const charges = specs.flatMap((spec, at): readonly Charge[] =>
          below(10) < 3 ? [] : [randomCharge(spec, at, below, nowMs, `request ${step}`)],
        )
        const kind = (['consume', 'consume', 'consume', 'peek', 'settle', 'release'] as const)[below(6)]!
        if (kind === 'settle') for (const each of [store, naive]) await each.settle(charges.slice(0, 1), nowMs)
        else if (kind === 'release')
          for (const leases of held.splice(0, 1)) for (const each of [store, naive]) await each.release(leases, nowMs)
        else {
          const answer = await store[kind](charges, nowMs)
          expect(answer, `seed ${seed}, step ${step}`).toEqual(await naive[kind](charges, nowMs))
          const leases = charges.filter(({ lease }) => lease !== undefined)
          if (kind === 'consume' && answer.admitted && leases.length > 0) held.push(leases)
        }
      }
    })
})

type Below = (end: number) => number

function randomSpec(at: number, below: Below): CounterSpec {
  const common = { identity: `limit ${at}`, count: 1 + below(6), ...(below(3) === 0 && { blockMs: 300 }) }
  if (at === 1) return { ...common, algorithm: 'gcra', periodMs: 1000, burst: 1 + below(4) }
  if (at === 2) return { ...common, algorithm: 'calendar', unit: 'minute', zone: 'UTC' }
  if (at === 3) return { ...common, algorithm: 'at-once' }
  return { ...common, algorithm: 'log', periodMs: 1000 }
}

function randomCharge(spec: CounterSpec, at: number, below: Below, nowMs: number, lease: string): Charge {
  const isLater = below(4) === 0
  const mode = at === 4 ? (isLater ? 'shadow-check' : 'shadow') : isLater ? 'check' : 'enforce'
  return {
    ...chargeOf(at),
    mode,
    includingRefused: below(4) === 0,
    places: below(3) > 0 ? 1 : below(spec.count + 2),
    ...(spec.algorithm === 'calendar' && {
      period: { startMs: Math.floor(nowMs / 1000) * 1000, endsInMs: 1000 - (nowMs % 1000) },
    }),
    ...(spec.algorithm === 'at-once' && { lease }),
  }
}
