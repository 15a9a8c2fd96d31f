import type { Command } from 'commander'
import { bashScript } from './bash-script.ts'
import { type CommandWords, commandWords } from './command-words.ts'
import { fishScript } from './fish-script.ts'
import { zshScript } from './zsh-script.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'

const scripts: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** Prints the completion script of a shell for all commands of the program. */
export async function completion(shell: string, program: Command, io: Io): Promise<ExitCode> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
  if (script === undefined)
    throw new CliError(`no completion for the shell \`${shell}\``, `expected one of ${Object.keys(scripts).join(', ')}`)
  io.raw(script(commandWords(program)))
  return exitCodes.good
}
