/**
 * A worker for tests: opens a gate with shared counters, and sends whether each request was admitted, until it is killed. Its arguments are a group, a
 * folder for its sockets, and the path of a plan.
 */
import { createGate, readPlan } from '@tidegate/engine'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createStoreIn } from '../create-workers-store.ts'

const [group, root, path] = (workerData ?? process.argv.slice(2)) as [string, string, string]
const report = (message: unknown): void => {
  if (parentPort === null) process.send!(message)
  else parentPort.postMessage(message)
}
const read = readPlan(readFileSync(path, 'utf8'))
if (read.kind === 'fault') throw new Error(read.fault)
const store = createStoreIn(group, root)
await store.ready
const gate = createGate(read.plan, { store, onStoreError: 'deny', storeTimeoutMs: 10_000 })
for (let sent = 0; ; sent++) {
  const { decision } = await gate.admit({ method: 'GET', target: '/', headers: [], peer: `192.0.2.${sent % 4}` })
  report({ client: sent % 4, isAdmitted: decision.outcome === 'pass' })
  if (sent % 20 === 19) await setTimeout(1)
}
