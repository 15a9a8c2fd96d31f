import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import type { FetchRangesFlags } from './ranges.ts'

const examples = `
Examples:
  tidegate fetch ranges                          list the operators
  tidegate fetch ranges google -o google.json    the addresses of Googlebot
  tidegate fetch ranges google -o google.json --accept

In a policy:
  list google_ranges = file "google.json"
  bots google        = googlebot from google_ranges

https only, from the operator's own hosts, never from private addresses. If a list has lost more than half of its entries, or has
grown more than tenfold, it is not written without --accept.
Exit codes: 0 good, 1 not written without --accept, 2 could not run.`

/** Registers `tidegate fetch ranges`. */
export function addFetchRanges(parent: Command, { io, act }: CommandHost): void {
  parent
    .command('ranges')
    .description('download the addresses that an operator publishes for its bots, as a list file')
    .argument('[operator]', 'google, bing, openai, …')
    .option('-o, --output <file>', 'write to a file')
    .option('--accept', 'write the list even if it has changed a lot')
    .option('--json', 'print what was done as one JSON document; requires --output')
    .addHelpText('after', examples)
    .action((operator: string | undefined, flags: FetchRangesFlags) =>
      act(async () => (await import('./ranges.ts')).fetchRanges(operator, flags, io)),
    )
}
