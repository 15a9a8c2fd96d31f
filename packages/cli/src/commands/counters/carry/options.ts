import type { Command } from 'commander'
import type { CommandHost } from '../../../command-host.ts'
import { addLogFlags } from '../../../config/log-flags.ts'
import type { CarryFlags } from './carry-flags.ts'

const examples = `
Examples:
  tidegate counters export counters.ndjson --state /var/lib/tidegate --policy site.policy --keys access.log
  tidegate counters import counters.ndjson --redis redis://127.0.0.1:6379 --policy site.policy
  tidegate counters export counters.ndjson --redis redis://127.0.0.1:6379 --keys access.log
  tidegate counters import counters.ndjson --state /var/lib/tidegate
  tidegate counters export counters.ndjson --admin 127.0.0.1:7412
  tidegate counters export - --redis redis://old:6379 | tidegate counters import - --redis redis://new:6379

Counters in memory are those of a state folder (\`serve.state\`, or the option \`state\`), or, with --admin, those of a running gateway, which records the export as a
change by an operator: the file contains a secret. From one state folder to another, and from one server to another, all
are carried. Between memory and Redis, only those whose keys are known, because both keep different digests of them: \`in total\`, operators' blocks of a state
folder, and the clients in the logs of --keys: every request is read as \`tidegate replay\` reads it. The others are counted, and start from zero.
In Redis, each client becomes as strict as the stricter one of what is there and of the file, and gateways may go on. A state folder has to be of no running
process, and empty: --replace forgets what is in it. The time between export and import counts, so the clocks of two machines have to agree.
Not carried: places \`at once\`. The file can be read by its owner only. Each import is written to the audit log of tidegate.yaml (\`serve.auditLog\`).

Exit codes: 0 good, 1 some counters were left out or not carried, 2 could not run.`

/** Adds `export` and `import` to `tidegate counters`. */
export function addCarry(parent: Command, { io, act }: Pick<CommandHost, 'io' | 'act'>): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  const exporting = parent
    .command('export')
    .description('write all counters of a state folder, a Redis server or a running gateway to a file')
    .argument('<file>', 'the new file; - is standard output')
    .option('--keys <log>', 'a log whose clients are looked up; may be given several times', collect)
  exporting
    .option('--admin <address>', 'a running gateway without a state folder: its admin listener, such as 127.0.0.1:7412')
    .option('--token-file <file>', 'with --admin: file with the token for it, if it needs one')
    .option('--site <site>', 'with --admin: the site, if the gateway has several')
  addPlaceFlags(addLogFlags(exporting)).action((file: string, flags: CarryFlags) =>
    act(async () => (await import('./export-counters.ts')).exportCounters(file, flags, io)),
  )
  const importing = parent
    .command('import')
    .description('put the counters of a file into a state folder or a Redis server')
    .argument('<file>', 'what `export` has written; - is standard input')
    .option('--replace', 'with --state: forget the counters in the folder')
  addPlaceFlags(importing).action((file: string, flags: CarryFlags) =>
    act(async () => (await import('./import-counters.ts')).importCounters(file, flags, io)),
  )
}

function addPlaceFlags(command: Command): Command {
  return command
    .option('--state <folder>', 'the state folder of a gateway or of one policy')
    .option('--redis <url>', 'the Redis or Valkey server')
    .option('--policy <file>', 'the policy whose counters are meant (default: that of tidegate.yaml)')
    .option('--prefix <text>', 'with --redis: what the keys begin with (default: tidegate)')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', examples)
}
