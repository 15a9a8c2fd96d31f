import type { CommandHost } from '../../command-host.ts'
import { addAdminFlags, adminHelp } from '../../gateway-client/admin-flags.ts'
import type { WhyFlags } from './command.ts'

const examples = `
Examples:
  tidegate why r2Xk9_aQ1                             the reference on the page that a refused client saw
  tidegate why "Reference: r2Xk9_aQ1"                with what was pasted around it; spaces and case do not matter
  tidegate why r2Xk9_aQ1 --json
  tidegate why r2Xk9_aQ1 --log /var/log/tidegate/decisions.ndjson

Asks the running gateway: which rule refused, at which line, the state of all limits at that moment, the request, and how to except the client.
The gateway remembers the newest 10,000 refusals of each policy; --log finds older ones in a log with one line per decision.
${adminHelp}
Exit codes: 0 found, 1 not found, 2 could not run.`

/** Registers `tidegate why`. */
export function addWhy({ program, io, act }: CommandHost): void {
  const command = program
    .command('why')
    .description('explain a refusal by the reference that the client was shown')
    .argument('<reference...>', 'the reference, as it was pasted')
    .option('--log <file>', 'look in this log if the gateway no longer remembers it')
  addAdminFlags(command)
    .addHelpText('after', examples)
    .action((reference: readonly string[], flags: WhyFlags) =>
      act(async () => (await import('./command.ts')).why(reference, flags, io)),
    )
}
