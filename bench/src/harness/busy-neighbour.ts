import { Worker } from 'node:worker_threads'

/** Runs `work` while a thread of this process keeps a core busy. */
export async function beside<T>(work: () => Promise<T>): Promise<T> {
  const worker = new Worker('let sum = 0; for (;;) sum = (sum * 31 + 1) | 0', { eval: true })
  try {
    return await work()
  } finally {
    await worker.terminate()
  }
}
