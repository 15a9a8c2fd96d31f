import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient } from '@redis/client'
import { createWorkersStore } from '@tidegate/node'
import { createRedisStore } from '@tidegate/redis-store'
import { redisServer, runRedis } from '@tidegate/test-support'
import { consumeOf, oneCharge } from './data/one-limit.ts'
import { inChild } from './harness/in-child.ts'
import { timeCalls } from './harness/time-calls.ts'

/*
 * Prints the time that a decision of one limit waits for its counters, one decision at a time and 64 at a time, for each way to share them between the workers and threads of a machine:
 * `pnpm --filter @tidegate/bench workers [CALLS]`. Times include other programs that run at the moment; measure on a quiet machine.
 */
const calls = Number(process.argv[2] ?? 20_000)
const inMemory = new URL('children/workers-child.ts', import.meta.url)

function print(name: string, times: readonly number[]): void {
  console.log(`| ${name} | ${times.map((us) => us.toFixed(2)).join(' | ')} |`)
}

async function measure(name: string, call: (at: number) => unknown): Promise<void> {
  print(name, await timeCalls(call, calls, 1_000))
}

console.log('| Counters | one at a time, µs | 64 at a time, µs |')
console.log('|---|--:|--:|')
print('memory of one process', await inChild(inMemory, 'memory', calls))
for (const [others, pauseUs, state] of [
  [0, 0, 'no other thread uses it'],
  [1, 50, 'another one decides 20,000 times a second'],
  [1, 0, 'another one decides without a pause'],
] as const)
  print(`memory that threads share; ${state}`, await inChild(inMemory, 'threads', calls, others, pauseUs))

const shared = createWorkersStore({ group: `bench ${process.pid}` })
await shared.ready
await measure("`workers: 'shared'`, a process with the counters", consumeOf(shared))
await shared.close()

const child = fork(fileURLToPath(new URL('children/echo-child.ts', import.meta.url)))
const waiting: ((value: unknown) => void)[] = []
child.on('message', (message) => waiting.shift()!(message))
await measure(
  'a message to a child process by its channel and back, without counting',
  (at) =>
    new Promise((resolve) => {
      waiting.push(resolve)
      child.send(oneCharge(at))
    }),
)
child.kill()

if (redisServer !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'))
  const path = join(folder, 'redis.sock')
  const server = await runRedis(['--unixsocket', path])
  const client = createClient({ socket: { path, tls: false } })
  client.on('error', () => undefined)
  await client.connect()
  await measure(
    'Redis over a Unix socket',
    consumeOf(createRedisStore({ sendCommand: (...args) => client.sendCommand(args) })),
  )
  client.destroy()
  await server.stop()
  rmSync(folder, { recursive: true })
}
