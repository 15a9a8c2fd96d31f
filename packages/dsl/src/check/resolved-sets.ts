import type { AddressSet, PathSet, TextSet, WindowSet } from '../syntax/ast.ts'
import type { Declared } from './declared.ts'
import type { ResolvedAddresses } from './sets/resolved-addresses.ts'
import type { ResolvedBots } from './sets/resolve-bots.ts'
import type { ResolvedPaths } from './sets/resolve-paths.ts'
import type { ResolvedTexts } from './sets/resolve-texts.ts'
import type { ResolvedWindow } from './sets/resolve-window.ts'

/** What sets hold, remembered, so that each is worked out and reported once. */
export interface ResolvedSets {
  readonly addresses: Map<AddressSet | Declared, ResolvedAddresses>
  readonly bots: Map<Declared, ResolvedBots>
  readonly paths: Map<PathSet, ResolvedPaths>
  readonly texts: Map<TextSet, ResolvedTexts>
  readonly windows: Map<WindowSet, ResolvedWindow>
  /** Declarations that are being worked out: one met again needs itself. */
  readonly pending: Declared[]
}

/** Nothing worked out yet. */
export function createResolvedSets(): ResolvedSets {
  return {
    addresses: new Map(),
    bots: new Map(),
    paths: new Map(),
    texts: new Map(),
    windows: new Map(),
    pending: [],
  }
}
