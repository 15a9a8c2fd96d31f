import { didYouMean } from '@tidegate/values'
import type { EntryCollector } from './entry-collector.ts'
import { type FilterStates, readFilterStates } from './filter-states.ts'
import { findAddressPlaces } from './find-address-places.ts'
import type { ListFileOptions, ListRefusal } from './list-file.ts'
import { TreeEntries } from './tree-entries.ts'
import type { ReadTree } from './tree-events.ts'

/**
 * Reads the entries of a JSON or YAML file: strings and objects at the place `at`, or at the known places, or in an array at the top level. Objects that follow
 * each other (JSON lines) are entries. `isInvalid`: whether the file turned out to be invalid, so that nothing more is to be said. Filters are decided in a first pass, because a key may come after the entries that it is about.
 */
export function readTreeList(
  readTree: ReadTree,
  { at, where }: ListFileOptions,
  collector: EntryCollector,
  isInvalid: () => boolean,
): void {
  const states = where === undefined ? undefined : readFilterStates(readTree, where)
  if (isInvalid()) return
  const entries = new TreeEntries(collector, at, states)
  readTree(entries)
  if (collector.isFull() || isInvalid()) return
  entries.finish()
  if (entries.wasFound) {
    if (where !== undefined && states !== undefined) refuseFilter(where, states, entries, collector)
    return
  }
  if (entries.hasFaults) return
  collector.refuse({
    part: 'at',
    message:
      at === undefined
        ? 'the addresses of this file are at none of the known places'
        : `the file has nothing at \`${at}\``,
    ...suggestPlace(at, findAddressPlaces(readTree)),
  })
}

function suggestPlace(at: string | undefined, places: readonly string[]): Pick<ListRefusal, 'help' | 'suggestion'> {
  const suggestion = at === undefined ? undefined : didYouMean(at, places)
  if (suggestion !== undefined) return { help: `did you mean \`${suggestion}\`?`, suggestion }
  if (places.length === 0) return { help: 'no array of the file contains addresses' }
  const list = places.map((place) => `\`${place}\``).join(', ')
  return { help: `there are addresses at ${list}: name one, as in \`at ${JSON.stringify(places[0])}\`` }
}

function refuseFilter(
  { key, values }: NonNullable<ListFileOptions['where']>,
  states: FilterStates,
  entries: TreeEntries,
  collector: EntryCollector,
): void {
  if (entries.chosen > 0 || entries.seen === 0) return
  if (states.has()) {
    const wanted = values.map((value) => JSON.stringify(value)).join(' or ')
    collector.refuse({
      part: 'where',
      message: `no entry has ${wanted} as \`${key}\``,
      help: 'values are compared exactly, including case',
    })
    return
  }
  const suggestion = didYouMean(key, states.keys)
  collector.refuse({
    part: 'where',
    message: `no entry has the key \`${key}\``,
    ...(suggestion !== undefined && { help: `did you mean \`${suggestion}\`?`, suggestion }),
  })
}
