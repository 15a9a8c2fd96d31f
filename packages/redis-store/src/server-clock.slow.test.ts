import { setTimeout as wait } from 'node:timers/promises'
import { type Charge, type CounterLayout, type CounterSpec, createMemoryStore } from '@tidegate/engine'
import { createRandom, redisServer, runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRedisStore } from './create-redis-store.ts'
import { chargeOf } from './testing/trials.ts'
import { useRedis } from './testing/use-redis.ts'

const specs: readonly CounterSpec[] = [
  { identity: 'log', algorithm: 'log', count: 4, periodMs: 90, blockMs: 70 },
  { identity: 'ring', algorithm: 'ring', count: 9, periodMs: 250 },
  { identity: 'gcra', algorithm: 'gcra', count: 5, periodMs: 120, burst: 3 },
  { identity: 'calendar', algorithm: 'calendar', unit: 'minute', zone: 'UTC', count: 6 },
  { identity: 'at once', algorithm: 'at-once', count: 3 },
]

describe.skipIf(redisServer === undefined)('the Redis store by the clock and the expiry of the server', () => {
  const { sendCommand } = useRedis()

  it.each([0, 1])('decides as the memory of a process at the same times, in random sequence %i', async (seed) => {
    const random = createRandom(seed)
    const below = (end: number): number => Math.floor(random() * end)
    let serverMs = 0
    const store = createRedisStore({
      prefix: `clock-${seed}`,
      async sendCommand(...args) {
        const reply = await sendCommand(...args)
        // The script returns the time at which it decided.
        serverMs = Number((reply as readonly number[])[1] ?? serverMs)
        return reply
      },
    })
    const memory = createMemoryStore({ capacity: 1000 })
    const layout: CounterLayout = {
      tag: 'site',
      subjects: [
        { identity: 'client', shadow: false, counters: specs.slice(0, 2) },
        { identity: 'shadow client', shadow: true, counters: specs.slice(2, 3) },
        { identity: 'total', shadow: false, counters: specs.slice(3) },
      ],
    }
    for (const each of [store, memory]) each.layout(layout)
    const held: (readonly Charge[])[] = []
    for (let step = 0; step < runs(150); step++) {
      if (below(3) === 0) await wait(below(25))
      const charges = chargesOf(below, step)
      const kind = below(5) === 0 ? 'peek' : 'consume'
      const answer = await store[kind](charges, 0)
      expect(answer, `seed ${seed}, step ${step}`).toEqual(memory[kind](charges, serverMs))
      const leases = charges.filter(({ lease }) => lease !== undefined)
      if (kind === 'consume' && answer.admitted && leases.length > 0) held.push(leases)
      if (held.length > 2)
        for (const released of held.splice(0, 2))
          for (const each of [store, memory]) await each.release(released, serverMs)
    }
    const keys = (await sendCommand('KEYS', `clock-${seed}:*`)) as readonly string[]
    const lives = await Promise.all(keys.map((key) => sendCommand('PTTL', key)))
    expect(lives.length > 0 && lives.every((ms) => Number(ms) > 0)).toBe(true)
    memory.close()
  })

  function chargesOf(below: (end: number) => number, step: number): readonly Charge[] {
    const nowMs = Date.now()
    const name = `client ${below(3)}`
    const charge = (subject: number, counter: number, key: readonly string[]): Charge => ({
      ...chargeOf(subject),
      counter,
      key,
      includingRefused: below(5) === 0,
      places: below(4) > 0 ? 1 : below(4),
    })
    const startMs = Math.floor(nowMs / 200) * 200
    return [
      charge(0, 0, [name]),
      charge(0, 1, [name]),
      { ...charge(1, 0, [name]), mode: 'shadow' as const },
      { ...charge(2, 0, []), period: { startMs, endsInMs: startMs + 200 - nowMs } },
      { ...charge(2, 1, []), lease: `request ${step}` },
    ].filter(() => below(10) < 7)
  }
})
