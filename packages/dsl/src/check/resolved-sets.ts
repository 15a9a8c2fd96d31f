import type { Condition } from '@tidegate/model'
import type { Name } from '../syntax/ast/leaves.ts'
import type { AddressSet, PathSet, TextSet, WindowSet } from '../syntax/ast/sets.ts'
import type { Declared } from './declared.ts'
import type { ResolvedAddresses } from './sets/resolved-addresses.ts'
import type { ResolvedBots, ResolvedPaths, ResolvedTexts, ResolvedWindow } from './sets/resolved.ts'
import type { Unit } from './unit.ts'

/** Cached contents of sets, so that each is computed and reported once. */
export interface ResolvedSets {
  readonly addresses: Map<AddressSet | Declared, ResolvedAddresses>
  readonly bots: Map<Declared, ResolvedBots>
  readonly paths: Map<PathSet, ResolvedPaths>
  readonly texts: Map<TextSet, ResolvedTexts>
  readonly windows: Map<WindowSet, ResolvedWindow>
  /** Declarations that are being resolved: one that is found again is circular. */
  readonly pending: Declared[]
  /** For each pending declaration, the depth of nested sets below it found so far. */
  readonly heights: number[]
  /** The depth of resolved declarations, including themselves. */
  readonly heightOf: Map<Declared, number>
  /** The time zones that files declare. */
  readonly zones: Map<Unit, Name | undefined>
  /** The conditions of windows and sets of paths, each built once: sets that share sets share conditions. */
  readonly windowConditions: Map<ResolvedWindow, Condition>
  readonly pathConditions: Map<ResolvedPaths, Map<'path' | 'target', Condition>>
  /** The condition that a request is not for `/robots.txt`, by the index of the set with this path. */
  readonly robotsConditions: Map<number, Condition>
}

/** Creates an empty cache. */
export function createResolvedSets(): ResolvedSets {
  return {
    addresses: new Map(),
    bots: new Map(),
    paths: new Map(),
    texts: new Map(),
    windows: new Map(),
    pending: [],
    heights: [],
    heightOf: new Map(),
    zones: new Map(),
    windowConditions: new Map(),
    pathConditions: new Map(),
    robotsConditions: new Map(),
  }
}
