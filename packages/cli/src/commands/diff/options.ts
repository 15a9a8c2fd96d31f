import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { DiffFlags } from './command.ts'

const examples = `
Examples:
  tidegate diff old.policy new.policy
  tidegate diff main/site.policy site.policy --json | jq .answer
  tidegate diff old.policy new.policy --budget 2000000     search longer before giving up
  tidegate diff --git origin/main site.policy              what did my edit change?
  tidegate diff --git origin/main --fail-on looser         fail only if something may pass that was refused
  tidegate diff --git v1.2:old/site.policy site.policy     its name was another one then

All possible requests are considered, so no log is needed. (A) marks a name as the first policy defines it, (B) as the second.
--git reads the policy of that revision with its included files and lists from the repository, and does not touch the working tree.
Looser: a request passes that was refused; a limit is raised or removed, or is not proved to be at least as strict; or this is not settled.
Exit codes: 0 equal (with --fail-on looser: not looser), 1 different or not settled (looser), 2 could not run.`

/** Registers `tidegate diff`. */
export function addDiff({ program, io, act }: CommandHost): void {
  const command = program
    .command('diff')
    .description('show exactly which requests two policies decide differently, without any log')
    .argument('[a]', 'policy file')
    .argument('[b]', 'policy file to compare it with')
    .option('--git <revision>', 'compare a policy with what it was at a branch, tag or commit, instead of with a file')
    .option('--fail-on <what>', 'exit 1 on any difference, only if it is looser, or never (default: any)')
    .option('--markdown', 'print a table for a comment on a pull request')
    .option('--budget <steps>', 'maximum number of steps before the answer is “not settled” (default: 200000)')
    .option('--json', 'print one JSON document')
  addOptionFlags(command, policyOptions)
    .addHelpText('after', examples)
    .action((a: string | undefined, b: string | undefined, flags: DiffFlags) =>
      act(async () => (await import('./command.ts')).diff(a, b, flags, io)),
    )
}
