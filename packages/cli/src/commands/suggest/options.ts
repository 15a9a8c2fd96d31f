import type { CommandHost } from '../../command-host.ts'
import { addLogFlags } from '../../config/log-flags.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { SuggestFlags } from './command.ts'

const examples = `
Examples:
  tidegate suggest access.log
  tidegate suggest access.log* -o suggested.policy
  zcat -f access.log* | tidegate suggest -
  tidegate suggest access.log --json              the measurements, and the policy
  tidegate suggest access.log --policy site.policy        clients are found by its \`client ip\`

Every rule is a shadow rule: the policy does not refuse anything until you remove the word \`shadow\`. To see what it would have done:
tidegate replay suggested.policy access.log
Exit codes: 0 good, 2 could not run.`

/** Registers `tidegate suggest`. */
export function addSuggest({ program, io, act }: CommandHost): void {
  const command = program
    .command('suggest')
    .description('write the limits and lists that traffic suggests, as a policy to edit')
    .argument('<log...>', 'access logs, merged by time; - is standard input')
    .option('--policy <file>', 'the policy whose `client ip` finds the clients (default: that of tidegate.yaml)')
    .option('-o, --output <file>', 'write to a file')
    .option('--json', 'print one JSON document')
  addOptionFlags(addLogFlags(command), [...policyOptions, 'trustProxy'])
    .addHelpText('after', examples)
    .action((logs: readonly string[], flags: SuggestFlags) =>
      act(async () => (await import('./command.ts')).suggest(logs, flags, io)),
    )
}
