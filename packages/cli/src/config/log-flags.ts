import type { Command } from 'commander'

/** Flags of every command that reads logs. */
export interface LogFlags {
  readonly logFormat?: string
  readonly logZone?: string
  readonly jsonKeys?: string
}

/** Adds the flags to a command. */
export function addLogFlags(command: Command): Command {
  return command
    .option('--format, --log-format <name or pattern>', 'format of the logs, if it cannot be detected')
    .option('--zone, --log-zone <zone>', 'the time zone of times without an offset (default: UTC)')
    .option(
      '--json-keys <field=key,…>',
      'names in JSON logs of client, time, request, method, target, status, bytes, user, host, agent',
    )
}
