/** Decides for one limit in memory that threads share, with a pause of some microseconds between two decisions, until it is terminated. */
import { parentPort, workerData } from 'node:worker_threads'
import { createThreadStore } from '@tidegate/node'
import { oneCharge, oneLimit } from '../data/one-limit.ts'

const [memory, pauseUs] = workerData as [SharedArrayBuffer, number]
const store = createThreadStore(memory)
store.layout(oneLimit)
parentPort!.postMessage('ready')
for (let at = 0; ; at++) {
  store.consume(oneCharge(at, 1), 0)
  // WHY not asleep: a thread that serves requests is busy between two decisions.
  for (const endMs = performance.now() + pauseUs / 1000; performance.now() < endMs;);
}
