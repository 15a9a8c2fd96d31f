import { CliError, type Io } from '../io.ts'

const workMs = 50

/**
 * Creates a function that long synchronous work calls regularly: it returns a promise to await if the event loop has to run, otherwise
 * undefined. Interruptions arrive only while the event loop runs; the promise then rejects with `CliError`.
 */
export function createYieldToEventLoop(io: Pick<Io, 'nowMs' | 'signal'>): () => Promise<void> | undefined {
  let lastMs = io.nowMs()
  async function pause(): Promise<void> {
    await new Promise((resume) => setImmediate(resume))
    if (io.signal.aborted) throw new CliError('interrupted')
    lastMs = io.nowMs()
  }
  return () => (io.nowMs() - lastMs < workMs ? undefined : pause())
}
