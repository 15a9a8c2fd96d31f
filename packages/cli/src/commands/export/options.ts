import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addExportRobots } from './robots-options.ts'

/** What registers `tidegate export KIND`, below `tidegate export`. */
export type ExportKind = (parent: Command, host: CommandHost) => void

/** Everything that a policy can be written as, in the order in which help lists it. */
const kinds: readonly ExportKind[] = [addExportRobots]

/** Registers `tidegate export` with its kinds. */
export function addExport(host: CommandHost): void {
  const parent = host.program.command('export').description('write a policy in the formats of other systems')
  for (const add of kinds) add(parent, host)
}
