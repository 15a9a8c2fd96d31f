import type { Command } from 'commander'
import type { ExitCode, Io } from './io.ts'

/** What a command's registration needs: where to put it and how to end. */
export interface CommandHost {
  readonly program: Command
  readonly io: Io
  /** Runs the command's action and keeps its exit code. */
  readonly act: (action: () => Promise<ExitCode>) => Promise<void>
}
