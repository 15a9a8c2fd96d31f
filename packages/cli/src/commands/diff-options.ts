import type { CommandHost } from '../command-host.ts'
import type { DiffFlags } from './diff.ts'

const examples = `
Examples:
  tidegate diff old.policy new.policy
  tidegate diff main/site.policy site.policy --json | jq .answer
  tidegate diff old.policy new.policy --budget 2000000     think longer before giving up

No log is needed: all requests that can come are considered. (A) marks what the first policy means by a name, (B) the second.
Exit codes: 0 equal, 1 different or not settled, 2 could not run.`

/** Registers `tidegate diff`. */
export function addDiff({ program, io, act }: CommandHost): void {
  program
    .command('diff')
    .description('tell exactly which requests two policies decide differently, without any log')
    .argument('<a>', 'policy file')
    .argument('<b>', 'policy file to compare it with')
    .option('--budget <steps>', 'how much work to do before saying that it is not settled (default: 200000)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((a: string, b: string, flags: DiffFlags) =>
      act(async () => (await import('./diff.ts')).diff(a, b, flags, io)),
    )
}
