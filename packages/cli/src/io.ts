/** All that a command touches outside itself: a parameter, so that tests run commands in process. */
export interface Io {
  /** Writes to standard output. A reader that goes away (`| head`) ends the command quietly. */
  readonly out: (text: string) => void
  /** Writes to standard error: messages, progress, never results. */
  readonly err: (text: string) => void
  /** Colour may be used on standard output: it is a terminal and nothing (`NO_COLOR`, `--no-color`) forbids it. */
  readonly color: boolean
  /** Standard error is a terminal: progress may be drawn. */
  readonly interactive: boolean
  /** Width of the terminal, 80 where there is none. */
  readonly columns: number
  readonly cwd: string
  /** The folder of the repository where a build server names it (`GITHUB_WORKSPACE`): annotations name files as seen from there. */
  readonly repository?: string
  readonly nowMs: () => number
  /** Standard input as bytes. */
  readonly stdin: () => AsyncIterable<Uint8Array>
  /** Aborted when the user interrupts. A command that never asks for it is ended at once then. */
  readonly signal: AbortSignal
}

/** What a command ends with: `good` 0, `findings` 1, `could-not-run` 2. */
export type ExitCode = 0 | 1 | 2
export const exitCodes: { readonly good: 0; readonly findings: 1; readonly couldNotRun: 2 } = {
  good: 0,
  findings: 1,
  couldNotRun: 2,
}

/** Thrown by a command that cannot run: its message goes to standard error, the exit code is 2. */
export class CliError extends Error {
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.name = 'CliError'
    this.help = help
  }
}
