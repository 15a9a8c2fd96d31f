/**
 * A thread for tests: takes places from counters in shared memory, and adds what was admitted to counts of its own memory, until it is terminated. Its data are the memory of the counters, the
 * memory of the counts, and layouts, between which it changes. Of the counts, 0 to 3 are what clients were admitted, 4 what was refused, 8 to 11 the threads that hold the place
 * of a client, and from 16 the last threads that seemed to hold a place when another one was given it.
 */
import type { Charge, CounterLayout } from '@tidegate/engine'
import { threadId, workerData } from 'node:worker_threads'
import { createThreadStore } from '../create-thread-store.ts'

const [memory, counts, layouts] = workerData as [SharedArrayBuffer, SharedArrayBuffer, readonly CounterLayout[]]
const seen = new Int32Array(counts)
const store = createThreadStore(memory)
store.layout(layouts[0]!)
for (let sent = 0; ; sent++) {
  if (layouts.length > 1 && sent % 50 === 0) store.layout(layouts[(sent / 50) % layouts.length]!)
  const client = sent % 4
  // WHY other keys: rows move when one is inserted or removed.
  const passing: Charge = { ...charge(client), key: [`passing ${Math.floor(Math.random() * 4000)}`] }
  store.consume([passing], 0)
  if (store.consume([charge(client)], 0).admitted) Atomics.add(seen, client, 1)
  else Atomics.add(seen, 4, 1)
  const held: Charge = { ...charge(client), counter: 1, lease: `${Math.random()}` }
  if (!store.consume([held], 0).admitted) continue
  const before = Atomics.exchange(seen, 8 + client, threadId)
  // WHY noted: only a thread that has ended leaves its number.
  if (before !== 0) Atomics.store(seen, 16 + (Atomics.add(seen, 5, 1) % 16), before)
  Atomics.store(seen, 8 + client, 0)
  store.release([held], 0)
}

function charge(client: number): Charge {
  return { subject: 0, counter: 0, key: [`client ${client}`], mode: 'enforce', includingRefused: false, places: 1 }
}
