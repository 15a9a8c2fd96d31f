import { sendRequest } from '@tidegate/engine/testing'
import { createRedisStore } from '@tidegate/redis-store'
import { redisServer, runRedis, type TestRedis } from '@tidegate/test-support'
import { Redis } from 'iovalkey'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { openRequest } from '../harness/open-request.ts'
import { rawGet } from '../harness/raw-requests.ts'
import { type ServedTest, type TestServer, useServers } from '../harness/use-servers.ts'

/** Two applications with their own connections to one server of counters count together. */
export function describeSharedCounters(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  describe.skipIf(redisServer === undefined)('in a real Redis', () => {
    let redis: TestRedis
    let clients: readonly Redis[]
    let stores = 0

    beforeAll(async () => {
      redis = await runRedis()
      clients = [0, 1].map(() => new Redis(redis.port, { maxRetriesPerRequest: 0 }))
    })

    afterAll(async () => {
      for (const client of clients) client.disconnect()
      await redis.stop()
    })

    function serveTwo(policy: string, test: ServedTest = {}): Promise<readonly TestServer[]> {
      const prefix = `${adapter.name}-${stores++}`
      const storeOf = (client: Redis): ReturnType<typeof createRedisStore> =>
        createRedisStore({ sendCommand: (command, ...args) => client.call(command!, ...args), prefix })
      // WHY the time: on a busy machine an answer may take longer than 250 ms, and the application would count by itself.
      return Promise.all(
        clients.map((client) => serve(policy, { ...test, store: storeOf(client), storeTimeoutMs: 20_000 })),
      )
    }

    it('admits together exactly what a limit allows, to requests at the same moment', async () => {
      const servers = await serveTwo('limit 7 per hour per ip')
      const requests = Array.from({ length: 20 }, (_, at) => sendRequest({ port: servers[at % 2]!.port }))
      const statuses = (await Promise.all(requests)).map(({ status }) => status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(7)
      expect(statuses.filter((status) => status === 429)).toHaveLength(13)
      expect(servers.flatMap(({ reached }) => reached)).toHaveLength(7)
    })

    it('counts the replies of one application in the other', async () => {
      const [one, other] = await serveTwo('limit 1 per hour per ip counting only replies 401', {
        respond: (exchange) => exchange.reply(401),
      })
      expect((await sendRequest({ port: one!.port })).status).toBe(401)
      await expect.poll(async () => (await sendRequest({ port: other!.port })).status).toBe(429)
    })

    it('refuses in one application while the other has as many requests in progress as there may be at once', async () => {
      const end = Promise.withResolvers<void>()
      const [one, other] = await serveTwo('limit 1 at once per ip', {
        respond: async (exchange) => {
          if (exchange.target === '/slow') await end.promise
          exchange.reply(200)
        },
      })
      const slow = openRequest(one!.port, rawGet('/slow'))
      await expect.poll(() => one!.reached).toEqual(['/slow'])
      expect((await sendRequest({ port: other!.port })).status).toBe(429)
      end.resolve()
      await slow.closed
      await expect.poll(async () => (await sendRequest({ port: other!.port })).status).toBe(200)
    })
  })
}
