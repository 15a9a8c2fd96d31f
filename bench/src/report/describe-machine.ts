import { cpus, totalmem } from 'node:os'

/** Describes the machine: what figures depend on, without anything that identifies it. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${process.arch}, Node.js ${process.version}`
}
