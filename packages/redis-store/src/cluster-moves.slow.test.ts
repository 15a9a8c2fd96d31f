import { setTimeout as wait } from 'node:timers/promises'
import { createCluster } from '@redis/client'
import { freePorts, redisServer, runs, type TestRedis } from '@tidegate/test-support'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hammerThrough } from './testing/hammer-redis.ts'
import { judgeSightings } from './testing/judge-sightings.ts'
import { runCluster, runClusterNode } from './testing/run-cluster.ts'

const never = { log: 0, ring: 0, bucket: 0, 'at once': 0 }
// Half a minute of work.
const isDeep = runs(10) > 10

describe.skipIf(redisServer === undefined || !isDeep)(
  'the Redis store with slot subject, while a cluster of three works',
  () => {
    let servers: readonly TestRedis[]
    let nodes: readonly Redis[]
    let cluster: ReturnType<typeof createCluster>
    const ends: (() => unknown)[] = []

    beforeAll(async () => {
      servers = await runCluster()
      nodes = servers.map(({ port }) => new Redis(port))
      cluster = createCluster({ rootNodes: [{ socket: { port: servers[0]!.port } }] })
      cluster.on('error', () => undefined)
      await cluster.connect()
    }, 30_000)

    afterAll(async () => {
      cluster.destroy()
      for (const node of nodes) node.disconnect()
      for (const end of ends) await end()
      await Promise.all(servers.map((server) => server.stop()))
    })

    async function hammer(prefix: string, decisions: number): Promise<ReturnType<typeof judgeSightings>> {
      const send = (...args: readonly string[]): Promise<unknown> => cluster.sendCommand(args[3]!, false, [...args])
      return judgeSightings(await hammerThrough(send, { prefix, slot: 'subject', clients: 8, decisions, seed: 1 }))
    }

    it('never admits more while slots move from one server to another and back', async () => {
      let isDone = false
      const judged = hammer('moving', 3000).finally(() => {
        isDone = true
      })
      let moved = 0
      while (!isDone) {
        moved += await moveSlots('moving:*', 0, 1)
        moved += await moveSlots('moving:*', 1, 0)
        await wait(20)
      }
      expect(moved > 10).toBe(true)
      expect((await judged).excess).toEqual(never)
    }, 120_000)

    it('never admits more while a replica takes over', async () => {
      const [port] = await freePorts(1)
      const replica = await runClusterNode(port!)
      ends.push(() => replica.stop())
      const node = new Redis(port!)
      ends.unshift(() => node.disconnect())
      await node.call('CLUSTER', 'MEET', '127.0.0.1', String(servers[0]!.port))
      const id = await idOf(nodes[0]!)
      while (!(await textOf(node, 'CLUSTER', 'NODES')).includes(id)) await wait(50)
      await node.call('CLUSTER', 'REPLICATE', id)
      while (!(await textOf(node, 'INFO', 'replication')).includes('master_link_status:up')) await wait(50)
      const judged = hammer('failing over', 2000)
      await wait(500)
      await node.call('CLUSTER', 'FAILOVER')
      while (!(await textOf(node, 'INFO', 'replication')).includes('role:master')) await wait(20)
      const verdict = await judged
      expect(verdict.excess).toEqual(never)
      expect(verdict.failed < verdict.decisions / 2).toBe(true)
    }, 120_000)

    /** Moves the slots of the keys that match, as `redis-cli --cluster reshard` does, and returns how many. */
    async function moveSlots(pattern: string, from: number, to: number): Promise<number> {
      const [source, target] = [nodes[from]!, nodes[to]!]
      const keys = await source.keys(pattern)
      const own = new Set<string>()
      for (const key of keys) own.add(String(await source.call('CLUSTER', 'KEYSLOT', key)))
      const [sourceId, targetId] = [await idOf(source), await idOf(target)]
      for (const slot of own) {
        await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId)
        await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId)
        for (;;) {
          const part = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, '100')) as string[]
          if (part.length === 0) break
          const place = ['127.0.0.1', String(servers[to]!.port), '', '0', '5000', 'KEYS']
          await source.call('MIGRATE', ...place, ...part)
        }
        for (const node of [target, source, ...nodes]) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', targetId)
      }
      return own.size
    }
  },
)

async function idOf(node: Redis): Promise<string> {
  return String(await node.call('CLUSTER', 'MYID'))
}

async function textOf(node: Redis, command: string, ...args: string[]): Promise<string> {
  return String(await node.call(command, ...args))
}
