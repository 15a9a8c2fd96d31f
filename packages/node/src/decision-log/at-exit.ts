import process from 'node:process'

const works = new Set<() => void>()

/** Does some work, which must be synchronous, when the process ends by itself. Returns a function that forgets it. */
export function atExit(work: () => void): () => void {
  // WHY one listener for all: Node.js warns of more than ten.
  if (works.size === 0) process.on('exit', runAll)
  works.add(work)
  return () => {
    works.delete(work)
    if (works.size === 0) process.off('exit', runAll)
  }
}

function runAll(): void {
  for (const work of works) work()
}
