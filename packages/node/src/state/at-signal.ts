import process from 'node:process'

const works = new Set<() => void>()
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Does some work, which must be synchronous, when a signal ends the process. If the application listens to the signal, nothing is done: it closes what it
 * opened, or ends the process by itself. Returns a function that forgets the work.
 */
export function atSignal(work: () => void): () => void {
  if (works.size === 0) for (const signal of signals) process.on(signal, end)
  works.add(work)
  return () => {
    works.delete(work)
    if (works.size === 0) for (const signal of signals) process.off(signal, end)
  }
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  for (const work of works) work()
  // Without a listener, the signal ends the process as it would have without us.
  for (const each of signals) process.off(each, end)
  process.kill(process.pid, signal)
}
