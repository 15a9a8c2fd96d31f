import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addImportConfig } from './config-options.ts'
import { addImportRobots } from './robots-options.ts'

/** What registers `tidegate import KIND`, or several kinds, below `tidegate import`. */
export type ImportKind = (parent: Command, host: CommandHost) => void

/** Every kind of file that becomes policy text, in the order in which help lists them. */
const kinds: readonly ImportKind[] = [addImportRobots, addImportConfig]

/** Registers `tidegate import` with its kinds. */
export function addImport(host: CommandHost): void {
  const parent = host.program.command('import').description('translate rules of other systems to policy text')
  for (const add of kinds) add(parent, host)
}
