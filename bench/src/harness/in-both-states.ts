import { Worker } from 'node:worker_threads'
import type { Comparison } from './comparison.ts'
import type { MachineState } from './machine-state.ts'

/** Runs `measure` in both states; each comparison that it emits gets the state. */
export async function inBothStates(
  emit: (comparison: Comparison) => void,
  measure: (emit: (comparison: Comparison) => void, state: MachineState) => Promise<void>,
): Promise<void> {
  const inState = (state: MachineState): Promise<void> => measure((comparison) => emit({ ...comparison, state }), state)
  await inState('second core idle')
  await besideNeighbour(() => inState('second core busy'))
}

/**
 * Runs `work` while a thread of this process keeps a core busy. WHY with the lowest priority: it keeps the core from halting and leaves it to clients and servers that
 * need it.
 */
async function besideNeighbour<T>(work: () => Promise<T>): Promise<T> {
  const worker = new Worker(
    `require('node:os').setPriority(19)
let sum = 0
for (;;) sum = (sum * 31 + 1) | 0`,
    { eval: true },
  )
  try {
    return await work()
  } finally {
    await worker.terminate()
  }
}
