import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addExportRobots } from './robots-options.ts'

/** Registers `tidegate export KIND` below `tidegate export`. */
export type ExportKind = (parent: Command, host: CommandHost) => void

/** All formats that a policy can be exported to, in the order in which help lists them. */
const kinds: readonly ExportKind[] = [addExportRobots]

/** Registers `tidegate export` and its subcommands. */
export function addExport(host: CommandHost): void {
  const parent = host.program.command('export').description('write a policy in the formats of other systems')
  for (const add of kinds) add(parent, host)
}
