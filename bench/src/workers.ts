import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createClient } from '@redis/client'
import { type Awaitable, type Charge, type CounterLayout, type CounterStore, createMemoryStore } from '@tidegate/engine'
import { createThreadMemory, createThreadStore, createWorkersStore } from '@tidegate/node'
import { createRedisStore } from '@tidegate/redis-store'
import { redisServer, runRedis } from '@tidegate/test-support'

/*
 * Prints the time that a decision of one limit waits for its counters, one decision at a time and 64 at a time, for each way to share them between the workers and threads of a machine:
 * `pnpm --filter @tidegate/bench workers [CALLS]`. Times include other programs that run at the moment; measure on a quiet machine.
 */
const calls = Number(process.argv[2] ?? 20_000)
const layout: CounterLayout = {
  tag: 'bench',
  subjects: [
    {
      identity: 'ip',
      shadow: false,
      counters: [{ identity: 'limit', algorithm: 'ring', count: 1_000_000, periodMs: 60_000 }],
    },
  ],
}

function chargesOf(at: number): readonly Charge[] {
  const key = [{ family: 4 as const, a: at % 10_000, b: 0, c: 0, d: 0 }]
  return [{ subject: 0, counter: 0, key, mode: 'enforce', includingRefused: false, places: 1 }]
}

/** Prints microseconds per call. */
async function measure(name: string, call: (at: number) => Awaitable<unknown>): Promise<void> {
  const cells: string[] = []
  for (const together of [1, 64]) {
    for (let at = 0; at < 1000; at++) await call(at)
    const start = performance.now()
    for (let at = 0; at < calls; at += together) {
      if (together === 1) await call(at)
      else await Promise.all(Array.from({ length: together }, (_, i) => call(at + i)))
    }
    cells.push((((performance.now() - start) * 1000) / calls).toFixed(2))
  }
  console.log(`| ${name} | ${cells.join(' | ')} |`)
}

function consumeOf(store: CounterStore): (at: number) => Awaitable<unknown> {
  store.layout(layout)
  return (at) => store.consume(chargesOf(at), performance.now())
}

/** Measures memory that threads share, while other threads decide with a pause of some microseconds between two decisions. */
async function measureThreads(name: string, others: number, pauseUs: number): Promise<void> {
  const memory = createThreadMemory()
  const store = createThreadStore(memory)
  const consume = consumeOf(store)
  const program = new URL('children/thread-child.ts', import.meta.url)
  const threads = Array.from({ length: others }, () => new Worker(program, { workerData: [memory, layout, pauseUs] }))
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  await measure(name, consume)
  await Promise.all(threads.map((thread) => thread.terminate()))
  store.close()
}

console.log('| Counters | one at a time, µs | 64 at a time, µs |')
console.log('|---|--:|--:|')
await measure('memory of one process', consumeOf(createMemoryStore()))
await measureThreads('memory that threads share; no other thread uses it', 0, 0)
await measureThreads('memory that threads share; another one decides 20,000 times a second', 1, 50)
await measureThreads('memory that threads share; another one decides without a pause', 1, 0)

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
      child.send(chargesOf(at))
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
