/** Everything that a command uses of its environment. It is a parameter, so that tests run commands in process. */
export interface Io extends ProcessIo {
  /**
   * Writes a result that is in a format of its own, such as JSON or a policy, to standard output as it is. Everything else goes through `out`, which
   * escapes what could control a terminal.
   */
  readonly raw: (text: string) => void
}

/** The environment that a process supplies. */
export interface ProcessIo {
  /** Writes to standard output. If the reader closes the pipe (`| head`), the command ends silently. */
  readonly out: (text: string) => void
  /** Writes to standard error: messages and progress, never results. */
  readonly err: (text: string) => void
  /** Whether to use colour on standard output: true if it is a terminal, and neither `NO_COLOR` nor `--no-color` is set. */
  readonly color: boolean
  /** Whether standard error is a terminal, so that progress can be shown. */
  readonly interactive: boolean
  /** Width of the terminal in characters; 80 if there is no terminal. */
  readonly columns: number
  readonly cwd: string
  /** Root folder of the repository, if a build server sets it (`GITHUB_WORKSPACE`, `CI_PROJECT_DIR`): file names in annotations are relative to it. */
  readonly repository?: string
  readonly nowMs: () => number
  /** Standard input as bytes. */
  readonly stdin: () => AsyncIterable<Uint8Array>
  /** Aborted when the user interrupts. If a command never reads this property, an interruption ends the process at once. */
  readonly signal: AbortSignal
}

/** Exit code of a command: 0 `good`, 1 `findings`, 2 `couldNotRun`. */
export type ExitCode = 0 | 1 | 2
/** The exit codes of commands: 0 nothing was found, 1 there are findings, 2 the command could not run. */
export const exitCodes: { readonly good: 0; readonly findings: 1; readonly couldNotRun: 2 } = {
  good: 0,
  findings: 1,
  couldNotRun: 2,
}

/** Thrown by a command that cannot run: its message goes to standard error, and the exit code is 2. */
export class CliError extends Error {
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.name = 'CliError'
    this.help = help
  }
}
