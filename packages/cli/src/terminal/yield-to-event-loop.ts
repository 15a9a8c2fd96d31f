import { CliError, type Io } from '../io.ts'

const workMs = 50

/**
 * A pause for work that would hold the process for long: to be asked for again and again, and waited for where there is one. An interruption
 * is only heard between two turns of the event loop; then the pause rejects with `CliError`. Undefined where none is due.
 */
export function createBreath(io: Pick<Io, 'nowMs' | 'signal'>): () => Promise<void> | undefined {
  let lastMs = io.nowMs()
  async function pause(): Promise<void> {
    await new Promise((resume) => setImmediate(resume))
    if (io.signal.aborted) throw new CliError('interrupted')
    lastMs = io.nowMs()
  }
  return () => (io.nowMs() - lastMs < workMs ? undefined : pause())
}
