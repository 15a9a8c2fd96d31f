import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePorts, runServer } from '@tidegate/test-support'
import { redisServer, runRedis } from '../run-redis.ts'
import { commandServer } from './command-server.ts'
import type { FaultySite } from './fault.ts'

/** Starts a primary, its replica, and a Sentinel that promotes the replica when the primary is killed. */
export async function openFailover(): Promise<FaultySite> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-sentinel-'))
  const primary = await runRedis()
  const replica = await runRedis(['--replicaof', `127.0.0.1 ${primary.port}`, '--repl-diskless-sync-delay', '0'])
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
  const sentinel = await runServer({ path: redisServer!, args: [file, '--sentinel'], port: port! })
  await isTrue(primary.port, ['INFO', 'replication'], /state=online/u)
  await isTrue(port!, ['SENTINEL', 'MASTERS'], /num-slaves\W+1\b/u)
  return {
    endpoint: { kind: 'sentinel', port: port! },
    begin: () => primary.kill(),
    end: () => isTrue(replica.port, ['INFO', 'replication'], /role:master/u),
    async stop() {
      await sentinel.stop()
      await Promise.all([primary.stop(), replica.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function isTrue(port: number, command: readonly string[], wanted: RegExp): Promise<void> {
  while (!wanted.test((await commandServer(port, command))[0]!)) await wait(50)
}
