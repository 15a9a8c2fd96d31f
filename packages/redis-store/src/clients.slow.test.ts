import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { CounterSpec } from '@tidegate/engine'
import { findProgram, redisServer, runRedis, type TestRedis } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisStore } from './create-redis-store.ts'
import { createRowCarrier } from './create-row-carrier.ts'
import { decideScript } from './script/script.ts'
import { clients, type TestClient } from './testing/clients.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'

const minute = 60_000
const log: CounterSpec = { identity: 'log', algorithm: 'log', count: 3, periodMs: minute }

describe.skipIf(redisServer === undefined)('the Redis store on a real server', () => {
  let redis: TestRedis
  let open: Readonly<Record<string, TestClient>>
  let prefixes = 0

  beforeAll(async () => {
    redis = await runRedis()
    const opened = await Promise.all(
      Object.entries(clients).map(async ([name, connect]) => [name, await connect(redis.port)] as const),
    )
    open = Object.fromEntries(opened)
  })

  afterAll(async () => {
    for (const client of Object.values(open)) client.close()
    await redis.stop()
  })

  describe.each(Object.keys(clients))('with %s', (name) => {
    it('counts by the clock of the server, and loads the script where it is missing', async () => {
      const { sendCommand } = open[name]!
      const sent: string[] = []
      const counting = createRedisStore({
        sendCommand: (...args) => {
          sent.push(args[0]!)
          return sendCommand(...args)
        },
        prefix: `test-${prefixes++}`,
      })
      counting.layout(layoutOf(log))
      await sendCommand('SCRIPT', 'FLUSH')
      const outcomes: boolean[] = []
      for (let i = 0; i < 4; i++) outcomes.push((await counting.consume([chargeOf(0)], 0)).admitted)
      expect(outcomes).toEqual([true, true, true, false])
      expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA', 'EVALSHA', 'EVALSHA'])
      const { readings } = await counting.peek([chargeOf(0)], 0)
      expect(readings[0]).toMatchObject({ admitted: false, remaining: 0 })
      expect(readings[0]!.retryAfterMs).toBeGreaterThan(0)
    })
  })

  it.each(Object.keys(clients))('reads rows to carry with %s, where the server lost the script', async (name) => {
    const { sendCommand } = open[name]!
    const place = { sendCommand, prefix: `carried-${name}` }
    const store = createRedisStore(place)
    store.layout(layoutOf(log))
    await store.consume([chargeOf(0)], 0)
    await sendCommand('SCRIPT', 'FLUSH')
    let rows = 0
    for await (const batch of createRowCarrier({ ...place, layout: layoutOf(log) }).read()) rows += batch.rows.length
    expect(rows).toBe(1)
  })

  it('tries no other failure again', async () => {
    let sent = 0
    const store = createRedisStore({
      sendCommand: async () => {
        sent++
        throw new Error('Socket closed unexpectedly')
      },
    })
    store.layout(layoutOf(log))
    await expect(store.consume([chargeOf(0)], 0)).rejects.toThrow('Socket closed')
    expect(sent).toBe(1)
    expect(decideScript.sha).toMatch(/^[0-9a-f]{40}$/u)
  })

  it('names keys by prefix, version, policy, subject and digest, and lets them expire when they would be blank', async () => {
    const { sendCommand } = open['redis']!
    const store = createRedisStore({ sendCommand, prefix: 'keys' })
    store.layout({ ...layoutOf(log), tag: 'a {strange}: name' })
    await store.consume([chargeOf(0)], 0)
    const keys = (await sendCommand('KEYS', 'keys:*')) as readonly string[]
    expect(keys).toEqual(store.keysOf(chargeOf(0)))
    const tool = findProgram('redis-cli')
    if (tool !== undefined) {
      const args = ['-p', String(redis.port), '--scan', '--pattern', 'keys:1:*']
      const { stdout } = await promisify(execFile)(tool, args)
      expect(stdout).toBe(`${keys[0]}\n`)
    }
    expect(keys[0]).toMatch(/^keys:1:\{a%20%7Bstrange%7D%3A%20name\}:per%20log:[\w-]{22}$/u)
    const left = Number(await sendCommand('PTTL', keys[0]!))
    expect(left > minute - 10_000 && left <= minute).toBe(true)
    await store.reset([chargeOf(0)], 0)
    expect(await sendCommand('EXISTS', keys[0]!)).toBe(0)
  })

  it('never lets policies of one prefix and name mix limits that differ', async () => {
    const { sendCommand } = open['redis']!
    const [one, other] = [
      createRedisStore({ sendCommand, prefix: 'mix' }),
      createRedisStore({ sendCommand, prefix: 'mix' }),
    ]
    one.layout(layoutOf(log))
    other.layout(layoutOf({ ...log, periodMs: 5000 }))
    for (let i = 0; i < 3; i++) {
      expect((await one.consume([chargeOf(0)], 0)).readings[0]!.remaining).toBe(2 - i)
      expect((await other.consume([chargeOf(0)], 0)).readings[0]!.remaining).toBe(2 - i)
    }
  })

  it('gives places at once back when the process that holds them no longer renews them', async () => {
    const { sendCommand } = open['ioredis']!
    const stores = [1, 2].map(() => createRedisStore({ sendCommand, prefix: 'leases', leaseMs: 1000 }))
    for (const store of stores) store.layout(layoutOf({ identity: 'at once', algorithm: 'at-once', count: 2 }))
    const [killed, alive] = [
      { ...chargeOf(0), lease: 'killed' },
      { ...chargeOf(0), lease: 'alive' },
    ]
    await stores[0]!.consume([killed], 0)
    await stores[1]!.consume([alive], 0)
    await wait(600)
    await stores[1]!.renew([alive], 0)
    expect((await stores[1]!.peek([chargeOf(0)], 0)).admitted).toBe(false)
    await wait(600)
    expect((await stores[1]!.consume([{ ...chargeOf(0), lease: 'next' }], 0)).readings[0]!.remaining).toBe(0)
    await stores[1]!.release([alive], 0)
    await stores[1]!.release([{ ...chargeOf(0), lease: 'next' }], 0)
    expect(await sendCommand('KEYS', 'leases:*')).toEqual([])
  })

  it('never admits more than a limit allows in any period, whatever concurrent clients do', async () => {
    const specs: readonly CounterSpec[] = [
      { identity: 'log', algorithm: 'log', count: 7, periodMs: 300 },
      { identity: 'ring', algorithm: 'ring', count: 23, periodMs: 300 },
      { identity: 'gcra', algorithm: 'gcra', count: 11, periodMs: 300, burst: 4 },
    ]
    const seen: number[][] = specs.map(() => [])
    const startMs = performance.now()
    await Promise.all(
      [...Object.values(open), ...Object.values(open)].map(async ({ sendCommand }) => {
        const store = createRedisStore({ sendCommand, prefix: 'crowd' })
        store.layout(layoutOf(...specs))
        while (performance.now() - startMs < 1500) {
          const subject = Math.floor(Math.random() * specs.length)
          const sentMs = performance.now()
          // The server decided between the two instants: the observer takes the later one as the start of a stretch, and the earlier one as its end.
          if ((await store.consume([chargeOf(subject)], 0)).admitted) seen[subject]!.push(sentMs, performance.now())
        }
      }),
    )
    for (const [subject, spec] of specs.entries()) {
      if (spec.algorithm === 'calendar' || spec.algorithm === 'at-once') continue
      const times = seen[subject]!
      const admitted = times.length / 2
      const bound = spec.algorithm === 'gcra' ? spec.count + spec.burst! - 1 : spec.count
      expect(admitted > bound).toBe(true)
      expect(mostWithin(times, spec.periodMs) <= bound, `${spec.algorithm}: ${mostWithin(times, spec.periodMs)}`).toBe(
        true,
      )
    }
  })
})

/** The most requests that were certainly admitted within one period: sent after its start and answered before its end. */
function mostWithin(times: readonly number[], periodMs: number): number {
  const requests = times.flatMap((sentMs, i) => (i % 2 === 0 ? [{ sentMs, answeredMs: times[i + 1]! }] : []))
  return Math.max(
    ...requests.map(
      (first) =>
        requests.filter(({ sentMs, answeredMs }) => sentMs >= first.sentMs && answeredMs < first.sentMs + periodMs - 1)
          .length,
    ),
  )
}
