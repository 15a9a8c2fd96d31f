import type { ExitCode, Io } from '../io.ts'
import { run } from '../run.ts'

/** What a command wrote and ended with. */
export interface CommandResult {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs a command in process, without colour, in `cwd`; the clock stands at 2026-11-18T10:00Z unless `io` says otherwise. */
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
