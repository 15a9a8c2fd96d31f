import { createClient, createCluster } from '@redis/client'
import type { CounterSpec } from '@tidegate/engine'
import { GlideClusterClient } from '@valkey/valkey-glide'
import { redisServer, runs, type TestRedis } from '@tidegate/test-support'
import { Cluster } from 'ioredis'
import { Cluster as ValkeyCluster } from 'iovalkey'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SendCommand } from './call-script.ts'
import { createRedisStore } from './create-redis-store.ts'
import { hammerThrough } from './testing/hammer-redis.ts'
import { judgeSightings } from './testing/judge-sightings.ts'
import { runCluster } from './testing/run-cluster.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'

const perIp: CounterSpec = { identity: 'ip', algorithm: 'log', count: 4, periodMs: 60_000 }
const inTotal: CounterSpec = { identity: 'total', algorithm: 'ring', count: 20, periodMs: 60_000 }

describe.skipIf(redisServer === undefined)('the Redis store on a cluster of three', () => {
  let servers: readonly TestRedis[]
  let senders: readonly SendCommand[]
  const closers: (() => void)[] = []

  beforeAll(async () => {
    servers = await runCluster()
    const ports = servers.map(({ port }) => port)
    const cluster = createCluster({ rootNodes: [{ socket: { port: ports[0]! } }] })
    cluster.on('error', () => undefined)
    await cluster.connect()
    const node = { port: ports[0]!, host: '127.0.0.1' }
    const io = new Cluster([node])
    const valkey = new ValkeyCluster([node])
    const glide = await GlideClusterClient.createClient({ addresses: [node], requestTimeout: 5000 })
    closers.push(
      () => cluster.destroy(),
      () => io.disconnect(),
      () => valkey.disconnect(),
      () => glide.close(),
    )
    senders = [
      (...args) => cluster.sendCommand(args[3]!, false, args),
      (command, ...args) => io.call(command!, ...args),
      (command, ...args) => valkey.call(command!, ...args),
      (...args) => glide.customCommand(args),
    ]
  }, 30_000)

  afterAll(async () => {
    for (const close of closers) close()
    await Promise.all(servers.map((server) => server.stop()))
  })

  it.each(['one', 'subject'] as const)('admits exactly what the limits allow, with slot %s', async (slot) => {
    for (const [index, sendCommand] of senders.entries()) {
      const store = createRedisStore({ sendCommand, slot, prefix: `${slot}-${index}` })
      store.layout(layoutOf(perIp, inTotal))
      const admitted: boolean[] = []
      for (let i = 0; i < 6; i++)
        admitted.push((await store.consume([chargeOf(0), { ...chargeOf(1), key: [] }], 0)).admitted)
      expect(admitted).toEqual([true, true, true, true, false, false])
      // What a refused request took elsewhere was given back.
      expect((await store.peek([{ ...chargeOf(1), key: [] }], 0)).readings[0]!.remaining).toBe(15)
    }
  })

  it('uses all servers with slot subject, and one with slot one', async () => {
    const used = async (slot: 'one' | 'subject'): Promise<number> => {
      const prefix = `spread-${slot}`
      const store = createRedisStore({ sendCommand: senders[0]!, slot, prefix })
      store.layout(layoutOf(perIp))
      for (let i = 0; i < 60; i++) await store.consume([chargeOf(0, `client ${i}`)], 0)
      const counts = await Promise.all(servers.map(({ port }) => keysAt(port, `${prefix}:*`)))
      return counts.filter((count) => count > 0).length
    }
    expect([await used('one'), await used('subject')]).toEqual([1, 3])
  })

  it('never admits more than a limit in several slots, by concurrent clients', async () => {
    let admitted = 0
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const store = createRedisStore({ sendCommand: senders[i % senders.length]!, slot: 'subject', prefix: 'crowd' })
        store.layout(layoutOf(perIp, inTotal))
        const answer = await store.consume([chargeOf(0, `client ${i % 10}`), { ...chargeOf(1), key: [] }], 0)
        if (answer.admitted) admitted++
      }),
    )
    expect(admitted <= 20 && admitted > 0).toBe(true)
  })

  it('never admits more than limits in several slots in any stretch of time, as an observer sees it', async () => {
    const run = { prefix: 'observed', slot: 'subject', clients: 8, decisions: runs(100), seed: 1 } as const
    const { excess, failed } = judgeSightings(await hammerThrough(senders[0]!, run))
    expect([excess, failed]).toEqual([{ log: 0, ring: 0, bucket: 0, 'at once': 0 }, 0])
  })
})

async function keysAt(port: number, pattern: string): Promise<number> {
  const client = createClient({ socket: { port } })
  await client.connect()
  const keys = (await client.sendCommand(['KEYS', pattern])) as unknown as readonly string[]
  client.destroy()
  return keys.length
}
