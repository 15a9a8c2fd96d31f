import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { DiffFlags } from './command.ts'

const examples = `
Examples:
  tidegate diff old.policy new.policy
  tidegate diff main/site.policy site.policy --json | jq .answer
  tidegate diff old.policy new.policy --budget 2000000     search longer before giving up

All possible requests are considered, so no log is needed. (A) marks a name as the first policy defines it, (B) as the second.
Exit codes: 0 equal, 1 different or not settled, 2 could not run.`

/** Registers `tidegate diff`. */
export function addDiff({ program, io, act }: CommandHost): void {
  const command = program
    .command('diff')
    .description('show exactly which requests two policies decide differently, without any log')
    .argument('<a>', 'policy file')
    .argument('<b>', 'policy file to compare it with')
    .option('--budget <steps>', 'maximum number of steps before the answer is “not settled” (default: 200000)')
    .option('--json', 'print one JSON document')
  addOptionFlags(command, policyOptions)
    .addHelpText('after', examples)
    .action((a: string, b: string, flags: DiffFlags) =>
      act(async () => (await import('./command.ts')).diff(a, b, flags, io)),
    )
}
