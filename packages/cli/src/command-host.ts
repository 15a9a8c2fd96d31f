import type { Command } from 'commander'
import type { ExitCode, Io } from './io.ts'

/** What the registration of a command needs: the program to add it to, and how to run its action. */
export interface CommandHost {
  readonly program: Command
  readonly io: Io
  /** Runs the command's action and records its exit code. */
  readonly act: (action: () => Promise<ExitCode>) => Promise<void>
}
