import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addFetchRanges } from './ranges-options.ts'

/** Registers `tidegate fetch KIND` below `tidegate fetch`. */
export type FetchKind = (parent: Command, host: CommandHost) => void

const kinds: readonly FetchKind[] = [addFetchRanges]

/** Registers `tidegate fetch` and its subcommands. */
export function addFetch(host: CommandHost): void {
  const parent = host.program.command('fetch').description('download published lists')
  for (const add of kinds) add(parent, host)
}
