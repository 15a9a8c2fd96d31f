import type { Condition } from '@tidegate/model'
import type { Name } from '../syntax/ast/leaves.ts'
import type { AddressSet, PathSet, TextSet, WindowSet } from '../syntax/ast/sets.ts'
import type { Declared } from './declared.ts'
import type { ResolvedAddresses } from './sets/resolved-addresses.ts'
import type { ResolvedBots, ResolvedPaths, ResolvedTexts, ResolvedWindow } from './sets/resolved.ts'
import type { Unit } from './unit.ts'

/** What sets hold, remembered, so that each is worked out and reported once. */
export interface ResolvedSets {
  readonly addresses: Map<AddressSet | Declared, ResolvedAddresses>
  readonly bots: Map<Declared, ResolvedBots>
  readonly paths: Map<PathSet, ResolvedPaths>
  readonly texts: Map<TextSet, ResolvedTexts>
  readonly windows: Map<WindowSet, ResolvedWindow>
  /** Declarations that are being worked out: one met again needs itself. */
  readonly pending: Declared[]
  /** For each of them, how many sets stand inside each other below it, as far as is known. */
  readonly heights: number[]
  /** The same of declarations that have been worked out, themselves included. */
  readonly heightOf: Map<Declared, number>
  /** What files declare as their time zone. */
  readonly zones: Map<Unit, Name | undefined>
  /** What windows and sets of paths are as conditions, each made once: sets that share sets share conditions. */
  readonly windowConditions: Map<ResolvedWindow, Condition>
  readonly pathConditions: Map<ResolvedPaths, Map<'path' | 'target', Condition>>
  /** That a request does not ask for `/robots.txt`, by the index of the set that holds its path. */
  readonly robotsConditions: Map<number, Condition>
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
    heights: [],
    heightOf: new Map(),
    zones: new Map(),
    windowConditions: new Map(),
    pathConditions: new Map(),
    robotsConditions: new Map(),
  }
}
