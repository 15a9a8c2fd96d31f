import { type ChildProcess, spawn } from 'node:child_process'
import type { ServerProgram } from './server-program.ts'

/** Maximum length of what is kept of standard error, in characters. */
const maxKept = 4_000

/** A server that was started. */
export interface StartedProgram {
  readonly process: ChildProcess
  /** Returns the end of what it wrote to standard error. */
  readonly errors: () => string
}

/** Starts a server. Rejects if there is no such program. */
export function startProgram(
  { command, args, env, shell }: ServerProgram,
  cwd: string | undefined,
): Promise<StartedProgram> {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    shell,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let kept = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    kept = (kept + text).slice(-maxKept)
  })
  return new Promise((settle, reject) => {
    child.once('error', reject)
    child.once('spawn', () => {
      settle({ process: child, errors: () => kept.trim() })
    })
  })
}
