import { Command, CommanderError } from 'commander'
import type { CommandHost } from './command-host.ts'
import { commandNames, commandsFor, needsLanguage } from './commands/command-table.ts'
import { CliError, exitCodes, type ExitCode, type ProcessIo } from './io.ts'
import { loadCompiled } from './load-compiled.ts'
import { errorLines } from './output/error-lines.ts'
import { protectIo } from './output/protect-io.ts'
import { usageError } from './usage-error.ts'
import { version } from './version.ts'

/**
 * Runs `tidegate ARGUMENTS` and returns its exit code: 0 good, 1 findings, 2 could not run. It never throws and never ends the
 * process, so that tests can call it. The code of a command is loaded when the command is used, which keeps the start fast.
 */
export async function run(args: readonly string[], environment: ProcessIo): Promise<ExitCode> {
  const io = protectIo(environment)
  let code: ExitCode = exitCodes.good
  const program = new Command('tidegate')
    .description('Check, explain, test, replay and diff policies before they meet traffic.')
    .version(version, '-V, --version')
    .option('--no-color', 'never use colour')
    .addHelpText(
      'after',
      '\nExit codes: 0 good, 1 findings, 2 could not run.\nEvery command has examples: tidegate COMMAND --help\nIf tidegate is not installed: npx @tidegate/cli COMMAND',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text, write) => write(usageError(text, args, commandNames)),
    })
    .showSuggestionAfterError(true)
  const host: CommandHost = {
    program,
    io,
    act: async (action) => {
      if (needsLanguage(args)) await loadCompiled(() => import('./commands/check/command.ts'))
      code = await action()
    },
  }

  try {
    for (const { load } of commandsFor(args)) (await load())(host)
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(wordsToParse(args), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.good : exitCodes.couldNotRun
    if (error instanceof CliError || isLogError(error)) {
      io.err(errorLines(error))
      return exitCodes.couldNotRun
    }
    // WHY: recognised by its name, so that the start does not load the engine.
    if (error instanceof Error && error.name === 'PolicyError') {
      io.err(`tidegate: ${error.message}\n`)
      return exitCodes.couldNotRun
    }
    io.err(
      `tidegate: internal error, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return exitCodes.couldNotRun
  }
}

/** WHY: recognised by its name, so that the start does not load the log readers. */
function isLogError(error: unknown): error is Error & { readonly help: string | undefined } {
  return error instanceof Error && error.name === 'LogError'
}

/** WHY: for an unknown command together with `--help` or `help`, commander shows the help of the whole program. */
function wordsToParse(args: readonly string[]): string[] {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const command = words[0] === 'help' ? words[1] : words[0]
  const asksForHelp = words[0] === 'help' || args.includes('--help') || args.includes('-h')
  return command !== undefined && asksForHelp && !commandNames.includes(command) ? [command] : [...args]
}
