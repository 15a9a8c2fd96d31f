import { createClient } from '@redis/client'
import { describeStoreContract } from '@tidegate/engine/testing'
import { runs } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStoreWithClock } from './create-redis-store.ts'
import { redisServer, runRedis, type TestRedis } from './testing/run-redis.ts'

describe.skipIf(redisServer === undefined)('the Redis store', () => {
  let redis: TestRedis
  let client: ReturnType<typeof createClient>
  let stores = 0

  beforeAll(async () => {
    redis = await runRedis()
    client = createClient({ socket: { port: redis.port } })
    await client.connect()
  })

  afterAll(async () => {
    client.destroy()
    await redis.stop()
  })

  // Virtual time: a test passes hours in a moment, so nothing may expire by the server's own clock.
  describeStoreContract(
    'the Redis store',
    () =>
      createStoreWithClock(
        { sendCommand: (...args) => client.sendCommand(args), prefix: `test-${stores++}`, leaseMs: 1e12 },
        { isServer: false, shortestExpiryMs: 3_600_000 },
      ),
    { describe, it, expect },
    { ownClock: true, sequences: runs(3) },
  )
})
