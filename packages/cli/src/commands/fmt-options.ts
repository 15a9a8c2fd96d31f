import type { CommandHost } from '../command-host.ts'
import type { FmtFlags } from './fmt.ts'

const examples = `
Examples:
  tidegate fmt site.policy                     write it in the one layout
  tidegate fmt policies/*.policy --check       list those that are not, change nothing
  tidegate fmt site.policy --diff              show what would change, change nothing
  tidegate fmt --stdin < site.policy           from standard input to standard output, for editors

Without FILE: the policies that tidegate.yaml names. A file with syntax errors is shown with them and left as it is.
Exit codes: 0 good, 1 something to format (with --check or --diff) or syntax errors, 2 could not run.`

/** Registers `tidegate fmt`. */
export function addFmt({ program, io, act }: CommandHost): void {
  program
    .command('fmt')
    .description('write policies in the one canonical layout')
    .argument('[file...]', 'policy files')
    .option('--check', 'change nothing, list what is not in the layout')
    .option('--diff', 'change nothing, show what would change')
    .option('--stdin', 'format standard input, as - does')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: FmtFlags) =>
      act(async () => (await import('./fmt.ts')).fmt(files, flags, io)),
    )
}
