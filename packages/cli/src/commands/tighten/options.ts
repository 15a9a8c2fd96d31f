import type { CommandHost } from '../../command-host.ts'
import { addAdminFlags, adminHelp } from '../../gateway-client/admin-flags.ts'
import type { TightenFlags } from './command.ts'

const examples = `
Examples:
  tidegate tighten 'limit 10 per minute per ip' --for 1h
  tidegate tighten 'block path in /search/** unless ip in office' --for 30m --site shop
  tidegate tighten --list
  tidegate tighten --undo t3f9a2c

Adds a temporary rule to the running policy: a \`block\`, an \`allow only\` or a \`limit\`, which can use the names of the policy. It can only refuse more, is
written to the gateway's log with its author, and is shown wherever it refuses. It ends by itself, and when the gateway does; counts of other limits carry over.
Edits of the policy do not remove it. If it no longer compiles with an edited policy, it is left out, and --list says so.
${adminHelp}
Exit codes: 0 good, 1 the statement cannot be added, 2 could not run.`

/** Registers `tidegate tighten`. */
export function addTighten({ program, io, act }: CommandHost): void {
  const command = program
    .command('tighten')
    .description('add a temporary rule to the policy of a running gateway')
    .argument('[statement]', 'a block, an allow only or a limit')
    .option('--for <time>', 'how long: 10m, 1h, 2d')
    .option('--site <name>', 'the site, if there are several: the name of its policy, its file, or a host')
    .option('--list', 'list what was added')
    .option('--undo <id>', 'remove such a rule')
  addAdminFlags(command)
    .addHelpText('after', examples)
    .action((statement: string | undefined, flags: TightenFlags) =>
      act(async () => (await import('./command.ts')).tighten(statement, flags, io)),
    )
}
