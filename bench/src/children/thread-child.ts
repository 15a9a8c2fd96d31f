/** Decides for one limit in memory that threads share, with a pause of some microseconds between two decisions, until it is terminated. */
import { createThreadStore } from '@tidegate/node'
import { parentPort, workerData } from 'node:worker_threads'
import type { Charge, CounterLayout } from '@tidegate/engine'

const [memory, layout, pauseUs] = workerData as [SharedArrayBuffer, CounterLayout, number]
const store = createThreadStore(memory)
store.layout(layout)
parentPort!.postMessage('ready')
for (let at = 0; ; at++) {
  const key = [{ family: 4 as const, a: at % 10_000, b: 1, c: 0, d: 0 }]
  const charge: Charge = { subject: 0, counter: 0, key, mode: 'enforce', includingRefused: false, places: 1 }
  store.consume([charge], 0)
  // WHY not asleep: a thread that serves requests is busy between two decisions.
  for (const endMs = performance.now() + pauseUs / 1000; performance.now() < endMs;);
}
