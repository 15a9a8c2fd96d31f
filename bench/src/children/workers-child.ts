import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createMemoryStore } from '@tidegate/engine'
import { createThreadMemory, createThreadStore } from '@tidegate/node'
import { consumeOf } from '../data/one-limit.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { timeCalls } from '../harness/time-calls.ts'

/** Calls that let the compilers finish. */
const warm = 200_000

serveCalls({
  /** The memory of one process. */
  memory: (calls: number) => timeCalls(consumeOf(createMemoryStore()), calls, warm),
  /** Memory that threads share, while `others` decide with a pause of some microseconds between two decisions. */
  async threads(calls: number, others: number, pauseUs: number): Promise<readonly [number, number]> {
    const memory = createThreadMemory()
    const store = createThreadStore(memory)
    const consume = consumeOf(store)
    const program = new URL('thread-child.ts', import.meta.url)
    const threads = Array.from({ length: others }, () => new Worker(program, { workerData: [memory, pauseUs] }))
    await Promise.all(threads.map((thread) => once(thread, 'message')))
    const times = await timeCalls(consume, calls, warm)
    await Promise.all(threads.map((thread) => thread.terminate()))
    store.close()
    return times
  },
})
