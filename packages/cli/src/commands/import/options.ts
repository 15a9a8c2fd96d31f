import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addImportConfig } from './config-options.ts'
import { addImportRobots } from './robots-options.ts'

/** Registers `tidegate import KIND`, or several kinds, below `tidegate import`. */
export type ImportKind = (parent: Command, host: CommandHost) => void

/** All kinds of files that can be imported, in the order in which help lists them. */
const kinds: readonly ImportKind[] = [addImportRobots, addImportConfig]

/** Registers `tidegate import` and its subcommands. */
export function addImport(host: CommandHost): void {
  const parent = host.program.command('import').description('translate rules of other systems to policy text')
  for (const add of kinds) add(parent, host)
}
