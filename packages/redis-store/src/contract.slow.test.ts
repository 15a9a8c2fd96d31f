import { createClient } from '@redis/client'
import { describeStoreContract } from '@tidegate/engine/testing'
import { redisServer, runRedis, runs, type TestRedis, valkeyServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStoreWithClock } from './create-redis-store.ts'

describe.each([
  { name: 'Redis', program: redisServer, sequences: 3 },
  { name: 'Valkey', program: valkeyServer, sequences: 1 },
])('the store', ({ name, program, sequences }) => {
  describe.skipIf(program === undefined)(`on ${name}`, () => {
    let server: TestRedis
    let client: ReturnType<typeof createClient>
    let stores = 0

    beforeAll(async () => {
      server = await runRedis([], { program })
      client = createClient({ socket: { port: server.port } })
      await client.connect()
    })

    afterAll(async () => {
      client.destroy()
      await server.stop()
    })

    // Virtual time: a test passes hours in a moment, so nothing may expire by the server's own clock.
    describeStoreContract(
      `the store in ${name}`,
      () =>
        createStoreWithClock(
          { sendCommand: (...args) => client.sendCommand(args), prefix: `test-${stores++}`, leaseMs: 1e12 },
          { isServer: false, shortestExpiryMs: 3_600_000 },
        ),
      { describe, it, expect },
      { ownClock: true, sequences: runs(sequences) },
    )

    it(`says that it is ${name}`, async () => {
      const info = await client.sendCommand(['INFO', 'server'])
      expect(JSON.stringify(info).includes('server_name:valkey')).toBe(name === 'Valkey')
    })
  })
})
