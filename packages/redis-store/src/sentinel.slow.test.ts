import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from '@redis/client'
import type { CounterSpec } from '@tidegate/engine'
import { freePorts, type RunningServer, runServer } from '@tidegate/test-support'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisStore } from './create-redis-store.ts'
import { redisServer, runRedis, type TestRedis } from './testing/run-redis.ts'
import { chargeOf, layoutOf } from './testing/trials.ts'

const spec: CounterSpec = { identity: 'log', algorithm: 'log', count: 3, periodMs: 60_000 }

describe.skipIf(redisServer === undefined)('the Redis store with Sentinel', () => {
  let primary: TestRedis
  let replica: TestRedis
  let sentinel: RunningServer
  let client: Redis
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-sentinel-'))

  beforeAll(async () => {
    primary = await runRedis()
    replica = await runRedis(['--replicaof', `127.0.0.1 ${primary.port}`, '--repl-diskless-sync-delay', '0'])
    const [port] = await freePorts(1)
    const file = join(folder, 'sentinel.conf')
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor counters 127.0.0.1 ${primary.port} 1`,
      'sentinel down-after-milliseconds counters 300',
      'sentinel failover-timeout counters 3000',
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    sentinel = await runServer({ path: redisServer!, args: [file, '--sentinel'], port: port! })
    client = new Redis({
      sentinels: [{ host: '127.0.0.1', port: port! }],
      name: 'counters',
      sentinelRetryStrategy: () => 100,
    })
    client.on('error', () => undefined)
    await isReplicating(primary.port)
    await knowsReplica(port!)
  }, 30_000)

  afterAll(async () => {
    client.disconnect()
    await sentinel.stop()
    await Promise.all([primary.stop(), replica.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps the counts when the primary ends and the replica takes over', async () => {
    const store = createRedisStore({ sendCommand: (command, ...args) => client.call(command!, ...args) })
    store.layout(layoutOf(spec))
    for (let i = 0; i < 3; i++) expect((await store.consume([chargeOf(0)], 0)).admitted).toBe(true)
    await client.call('WAIT', '1', '5000')
    await primary.stop()
    let answer = await Promise.resolve(store.consume([chargeOf(0)], 0)).catch(() => undefined)
    while (answer === undefined) {
      await wait(100)
      answer = await Promise.resolve(store.consume([chargeOf(0)], 0)).catch(() => undefined)
    }
    expect(answer.admitted).toBe(false)
  }, 30_000)
})

async function isReplicating(port: number): Promise<void> {
  await poll(port, ['INFO', 'replication'], (text) => text.includes('state=online'))
}

async function knowsReplica(port: number): Promise<void> {
  await poll(port, ['SENTINEL', 'MASTERS'], (text) => /num-slaves\W+1\b/u.test(text))
}

async function poll(port: number, command: readonly string[], isDone: (text: string) => boolean): Promise<void> {
  const client = createClient({ socket: { port } })
  await client.connect()
  while (!isDone(JSON.stringify(await client.sendCommand(command)))) await wait(50)
  client.destroy()
}
