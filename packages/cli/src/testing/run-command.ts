import type { ExitCode, Io } from '../io.ts'
import { run } from '../run.ts'

/** Output and exit code of a command. */
export interface CommandResult {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs a command in this process, without colour, in the folder `cwd`. Its clock is fixed at 2026-11-18T10:00Z unless `io` has another. */
export async function runCommand(args: readonly string[], cwd: string, io: Partial<Io> = {}): Promise<CommandResult> {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    color: false,
    interactive: false,
    columns: 100,
    cwd,
    nowMs: () => Date.UTC(2026, 10, 18, 10),
    stdin: async function* () {},
    signal: new AbortController().signal,
    ...io,
  })
  return { code, out: out.join(''), err: err.join('') }
}
