import { setTimeout as wait } from 'node:timers/promises'
import type { CounterSpec } from '@tidegate/engine'
import { Redis } from 'ioredis'
import { redisServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisStore } from './create-redis-store.ts'
import { runSentinel, type TestSentinel } from './testing/run-sentinel.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'

const spec: CounterSpec = { identity: 'log', algorithm: 'log', count: 3, periodMs: 60_000 }

describe.skipIf(redisServer === undefined)('the Redis store with Sentinel', () => {
  let sentinel: TestSentinel
  let client: Redis

  beforeAll(async () => {
    sentinel = await runSentinel()
    client = new Redis({
      sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
      name: 'counters',
      sentinelRetryStrategy: () => 100,
    })
    client.on('error', () => undefined)
  }, 30_000)

  afterAll(async () => {
    client.disconnect()
    await sentinel.stop()
  })

  it('keeps the counts when the primary ends and the replica takes over', async () => {
    const store = createRedisStore({ sendCommand: (command, ...args) => client.call(command!, ...args) })
    store.layout(layoutOf(spec))
    for (let i = 0; i < 3; i++) expect((await store.consume([chargeOf(0)], 0)).admitted).toBe(true)
    await client.call('WAIT', '1', '5000')
    await sentinel.primary.stop()
    let answer = await Promise.resolve(store.consume([chargeOf(0)], 0)).catch(() => undefined)
    while (answer === undefined) {
      await wait(100)
      answer = await Promise.resolve(store.consume([chargeOf(0)], 0)).catch(() => undefined)
    }
    expect(answer.admitted).toBe(false)
  }, 30_000)
})
