import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePorts, redisServer, runRedis, runServer, type TestRedis } from '@tidegate/test-support'
import { commandServer } from './command-server.ts'

/** A primary, its replica, and a Sentinel on a port, which knows the primary as `counters`. */
export interface TestSentinel {
  readonly port: number
  readonly primary: TestRedis
  readonly replica: TestRedis
  /** Ends all three. */
  stop(): Promise<void>
}

/** Starts a primary, its replica, and a Sentinel that promotes the replica 300 ms after the primary has ended, when it has noticed that. */
export async function runSentinel(): Promise<TestSentinel> {
  // WHY: a primary waits five seconds for further replicas before it sends its data.
  const primary = await runRedis(['--repl-diskless-sync-delay', '0'])
  const replica = await runRedis(['--replicaof', `127.0.0.1 ${primary.port}`])
  // WHY before Sentinel starts: it asks a primary for its replicas at once, and the next time after ten seconds.
  await answers(primary.port, ['INFO', 'replication'], /state=online/u)
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-sentinel-'))
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
  await answers(port!, ['SENTINEL', 'MASTERS'], /num-slaves\W+1\b/u)
  return {
    port: port!,
    primary,
    replica,
    async stop() {
      await sentinel.stop()
      await Promise.all([primary.stop(), replica.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Sends a command again and again until the answer is the wanted one. */
export async function answers(port: number, command: readonly string[], wanted: RegExp): Promise<void> {
  while (!wanted.test((await commandServer(port, command))[0]!)) await wait(50)
}
