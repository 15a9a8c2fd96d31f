import type { CommandHost } from '../../command-host.ts'
import type { FmtFlags } from './command.ts'

const examples = `
Examples:
  tidegate fmt site.policy                     write it in the standard layout
  tidegate fmt policies/*.policy --check       list files in another layout, change nothing
  tidegate fmt site.policy --diff              show what would change, change nothing
  tidegate fmt --stdin < site.policy           from standard input to standard output, for editors

Without FILE: the policies that tidegate.yaml names. A file with syntax errors is left unchanged, and the errors are shown.
Exit codes: 0 good, 1 something to format (with --check or --diff) or syntax errors, 2 could not run.`

/** Registers `tidegate fmt`. */
export function addFmt({ program, io, act }: CommandHost): void {
  program
    .command('fmt')
    .description('write policies in the standard layout')
    .argument('[file...]', 'policy files')
    .option('--check', 'change nothing, list files in another layout')
    .option('--diff', 'change nothing, show what would change')
    .option('--stdin', 'format standard input, like -')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: FmtFlags) =>
      act(async () => (await import('./command.ts')).fmt(files, flags, io)),
    )
}
