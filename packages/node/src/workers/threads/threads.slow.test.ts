import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Charge, CounterLayout } from '@tidegate/engine'
import { runs } from '@tidegate/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import { createThreadStore, type ThreadStore } from './create-thread-store.ts'
import { createThreadMemory, words } from './thread-memory.ts'

const program = fileURLToPath(new URL('testing/counting-thread.ts', import.meta.url))
const quota = 300

function layoutOf(count: number, ...more: CounterLayout['subjects'][number]['counters']): CounterLayout {
  const limit = { identity: 'limit', algorithm: 'ring', count, periodMs: 86_400_000 } as const
  const atOnce = { identity: 'at once', algorithm: 'at-once', count: 1 } as const
  return { tag: 'site', subjects: [{ identity: 'ip', shadow: false, counters: [limit, atOnce, ...more] }] }
}

function charge(client: number): Charge {
  return { subject: 0, counter: 0, key: [`client ${client}`], mode: 'enforce', includingRefused: false, places: 1 }
}

/** WHY not all in a usual run: each thread that starts takes a third of a second of processor time. */
const kinds: readonly (readonly [string, readonly CounterLayout[]])[] = [
  ['one policy', [layoutOf(quota)]] as const,
  [
    'a policy that they reload',
    [layoutOf(quota), layoutOf(quota, { identity: 'third', algorithm: 'log', count: 5, periodMs: 1000 })],
  ] as const,
].slice(runs(1) > 1 ? 0 : 1)

let threads: Worker[] = []
let store: ThreadStore | undefined

afterEach(async () => {
  await Promise.all(threads.map((thread) => thread.terminate()))
  threads = []
  store?.close()
})

describe('threads that share counters', () => {
  it.each(kinds)(
    'admit together what the limit admits, terminated in the middle of decisions, with %s',
    async (_kind, layouts) => {
      const memory = createThreadMemory({ capacity: 2000, bytes: 2 ** 26 })
      const counts = new SharedArrayBuffer(128)
      const seen = new Int32Array(counts)
      const head = new Int32Array(memory)
      store = createThreadStore(memory)
      store.layout(layouts[0]!)
      const start = async (): Promise<void> => {
        const before = Atomics.load(seen, 4) + seen[0]! + seen[1]! + seen[2]! + seen[3]!
        threads.push(
          new Worker(program, { execArgv: ['--conditions=@tidegate/source'], workerData: [memory, counts, layouts] }),
        )
        while (Atomics.load(seen, 4) + seen[0]! + seen[1]! + seen[2]! + seen[3]! <= before + 20) await setTimeout(1)
      }
      await start()
      const ended = new Set<number>()
      // At least one thread has to have ended with the lock, which most of them do.
      for (let round = 0; round < runs(2) || Atomics.load(head, words.recoveries) === 0; round++) {
        await start()
        const thread = threads.shift()!
        ended.add(thread.threadId)
        await thread.terminate()
        // The main thread finds the lock free, or takes it over.
        store.peek([charge(0)], 0)
      }
      while (seen.subarray(0, 4).some((admitted) => admitted < quota - ended.size)) await setTimeout(1)
      const remaining = [0, 1, 2, 3].map(
        (client) => store!.peek([{ ...charge(client), mode: 'check' }], 0).readings[0]!.remaining,
      )
      const admitted = [...seen.subarray(0, 4)]
      // A terminated thread may have been granted a place that it could not report.
      for (const [client, count] of admitted.entries()) {
        expect(count).toBeLessThanOrEqual(quota)
        expect(quota - remaining[client]! - count).toBeGreaterThanOrEqual(0)
      }
      const unreported = admitted.reduce((sum, count, client) => sum + quota - remaining[client]! - count, 0)
      expect(unreported).toBeLessThanOrEqual(ended.size)
      // A place at once is given to another thread only after its own has given it back or ended.
      for (const holder of seen.subarray(16)) expect(holder === 0 || ended.has(holder)).toEqual(true)
      await Promise.all(threads.map((thread) => thread.terminate()))
      while ([0, 1, 2, 3].some((client) => !store!.peek([{ ...charge(client), counter: 1 }], 0).admitted))
        await setTimeout(20)
      expect(store.stats().placesHeld).toEqual(0)
    },
  )
})
