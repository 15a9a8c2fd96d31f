import { cpus, totalmem } from 'node:os'

/** The machine in words: what a figure depends on, and nothing that says whose it is. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${process.arch}, Node.js ${process.version}`
}
