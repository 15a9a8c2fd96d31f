import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addAdminFlags, adminHelp } from '../../gateway-client/admin-flags.ts'
import { addCarry } from './carry/options.ts'
import type { CountersFlags, CountersVerb } from './counters-flags.ts'

const examples = `
Examples:
  tidegate counters list                             who was refused by a limit, or has less than a fifth of it left
  tidegate counters show --ip 203.0.113.9
  tidegate counters reset --ip 203.0.113.9           lets a client go on now
  tidegate counters reset --user ann --limit "logins"
  tidegate counters block --ip 203.0.113.9 --for 1h  refuses it by its limits, whatever its counts are
  tidegate counters unblock --ip 203.0.113.9
  tidegate counters show --key 'header("x-key")=abc' for limits per header("x-key")

  tidegate counters show --redis redis://127.0.0.1:6379 --policy site.policy --ip 203.0.113.9
                                                     the counters in Redis, without a gateway
  tidegate counters export counters.ndjson --state /var/lib/tidegate
  tidegate counters import counters.ndjson --redis redis://127.0.0.1:6379
                                                     carries all counters to another store: see \`export --help\`

A limit is meant if all parts of its key are given: --ip alone means limits \`per ip\` and by network. A limit \`in total\` has to be named with --limit.
Every change is written to the gateway's log with its author. A block lasts until its time is over, or until
the gateway ends unless it has --state or --store.
\`unblock\` leaves the counts as they are; a limit that had blocked by itself (\`then block for\`) counts from zero.
With --redis, \`list\` names clients by the digests of their keys, because the store contains nothing else; it examines at most a million keys. Changes are
written to standard error, and to the audit log of tidegate.yaml (\`serve.auditLog\`). Clusters with \`slot: 'subject'\` are listed only.
${adminHelp}
Exit codes: 0 good, 2 could not run, or no limit is counted by the given parts.`

const verbs: readonly { readonly name: CountersVerb; readonly description: string }[] = [
  { name: 'list', description: 'list the subjects close to a limit: refused, or with less than a fifth left' },
  { name: 'show', description: 'show the counters of a subject' },
  { name: 'reset', description: 'set the counters of a subject to zero, and end its blocks' },
  { name: 'block', description: 'refuse a subject by its limits for a time' },
  { name: 'unblock', description: 'end the blocks of a subject, those of operators and of limits' },
]

/** Registers `tidegate counters` and its subcommands. */
export function addCounters({ program, io, act }: CommandHost): void {
  const parent = program
    .command('counters')
    .description('look at the counters of a running gateway, and reset or block a client')
    .addHelpText('after', examples)
  for (const { name, description } of verbs) {
    const command = parent.command(name).description(description)
    addSubjectFlags(command)
    if (name === 'block') command.option('--for <time>', 'how long: 10m, 1h, 2d')
    if (name === 'list') {
      command.option('--blocked', 'only subjects that an operator or a limit blocked')
      command.option('--max <n>', 'the number of subjects to list (default: 100, at most 1000)')
    }
    command
      .option('--redis <url>', 'the Redis or Valkey server that has the counters, to reach them without a gateway')
      .option('--policy <file>', 'with --redis: the policy whose counters are meant (default: that of tidegate.yaml)')
      .option('--prefix <text>', 'with --redis: what the keys begin with (default: tidegate)')
    addAdminFlags(command)
      .addHelpText('after', examples)
      .action((flags: CountersFlags) => act(async () => (await import('./command.ts')).counters(name, flags, io)))
  }
  addCarry(parent, { io, act })
}

function addSubjectFlags(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  return command
    .option('--ip <address>', 'address of the client')
    .option('--user <id>', 'id of the user')
    .option('--key <[part=]value>', 'value of another part of a key; may be given several times', collect)
    .option('--limit <name>', 'only this limit: its name, or file:line')
    .option('--site <name>', 'only this site: the name of its policy, its file, or a host')
}
