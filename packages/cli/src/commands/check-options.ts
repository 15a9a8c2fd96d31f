import type { CommandHost } from '../run.ts'

export interface CheckFlags {
  readonly json?: boolean
  readonly strict?: boolean
}

const examples = `
Examples:
  tidegate check site.policy
  tidegate check policies/*.policy --strict     warnings and advice count as findings
  tidegate check site.policy --json             one JSON document, for programs

Exit codes: 0 good, 1 findings, 2 could not run.`

/** Registers `tidegate check`. */
export function addCheck({ program, io, act }: CommandHost): void {
  program
    .command('check')
    .description('find mistakes in policies, each with its place, a reason and a fix')
    .argument('<file...>', 'policy files')
    .option('--json', 'print one JSON document')
    .option('--strict', 'warnings and advice count as findings too')
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: CheckFlags) =>
      act(async () => (await import('./check.ts')).check(files, flags, io)),
    )
}
