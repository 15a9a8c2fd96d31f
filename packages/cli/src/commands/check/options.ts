import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { CheckFlags } from './command.ts'

const examples = `
Examples:
  tidegate check site.policy
  tidegate check policies/*.policy --strict     warnings and advice count as findings
  tidegate check site.policy --fix              apply the suggested fixes, then check again
  tidegate check site.policy --as 203.0.113.9   would this address be locked out of anything?
  tidegate check --format github                annotations on the lines of a pull request
  tidegate check --format gitlab > gl-code-quality-report.json
  tidegate check --format sarif > tidegate.sarif
  tidegate check site.policy --json             one JSON document, for programs

Without FILE: the policies that tidegate.yaml names.
--fix replaces each file in one step (write, then rename); it changes all files of a policy, or none.
A comment \`# accept TG406: reason\` directly above a statement accepts a finding there.
Exit codes: 0 good, 1 findings (or, with --as, locked out), 2 could not run.`

/** Registers `tidegate check`. */
export function addCheck({ program, io, act }: CommandHost): void {
  const command = program
    .command('check')
    .description('find errors in policies, each with its position, a reason and a fix')
    .argument('[file...]', 'policy files')
    .option('--format <format>', 'pretty, json, github, gitlab or sarif (default: pretty)')
    .option('--json', 'print one JSON document: --format json')
    .option('--strict', 'warnings and advice count as findings too')
    .option('--fix', 'apply the suggested fixes, and show what was done')
    .option('--as <address>', 'show what the policy means for this client address')
    .option('--cost', 'show the maximum cost of a decision')
  addOptionFlags(command, policyOptions)
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: CheckFlags) =>
      act(async () => (await import('./command.ts')).check(files, flags, io)),
    )
}
