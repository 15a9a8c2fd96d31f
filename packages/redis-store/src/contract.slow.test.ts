import { describeStoreContract } from '@tidegate/engine/testing'
import { redisServer, runs, valkeyServer } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createStoreWithClock } from './create-redis-store.ts'
import { useRedis } from './testing/use-redis.ts'

describe.each([
  { name: 'Redis', program: redisServer, sequences: 3 },
  { name: 'Valkey', program: valkeyServer, sequences: 1 },
])('the store', ({ name, program, sequences }) => {
  describe.skipIf(program === undefined)(`on ${name}`, () => {
    const { sendCommand } = useRedis('redis', program)
    let stores = 0

    // Virtual time: a test passes hours in a moment, so nothing may expire by the server's own clock.
    describeStoreContract(
      `the store in ${name}`,
      () =>
        createStoreWithClock(
          { sendCommand, prefix: `test-${stores++}`, leaseMs: 1e12 },
          { isServer: false, shortestExpiryMs: 3_600_000 },
        ),
      { describe, it, expect },
      { ownClock: true, sequences: runs(sequences) },
    )

    it(`says that it is ${name}`, async () => {
      const info = await sendCommand('INFO', 'server')
      expect(JSON.stringify(info).includes('server_name:valkey')).toBe(name === 'Valkey')
    })
  })
})
