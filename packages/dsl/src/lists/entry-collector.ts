import { formatPrefix, type IpEntry, IpSetBuilder, parseIpEntry } from '@tidegate/values'
import { addEntry } from './entry-set.ts'
import { isQuotable } from './is-quotable.ts'
import type { ListFault, ListContent, ListFileOptions, ListPlace, ListRefusal } from './list-file.ts'

/** Collects the entries of a list file of any format. */
export interface EntryCollector {
  /** Adds an entry as written; returns it, or undefined, after a fault, if it is not valid. */
  readonly add: (entry: string, place: ListPlace) => IpEntry | undefined
  readonly fault: (message: string, place: ListPlace) => void
  /** Adds a fault of a file that does not look like a list; the message MUST NOT quote it. */
  readonly foreign: (message: string, place: ListPlace) => void
  /** Refuses the whole file; the first refusal is kept. */
  readonly refuse: (refusal: ListRefusal) => void
  /** Whether nothing more has to be read: there are too many entries or faults, or the file is refused. */
  readonly isFull: () => boolean
  readonly finish: () => ListContent
}

/** The number of faults, and of warnings, that are kept unless the caller sets another. */
export const defaultMaxFindings = 20

/** The number of faults after which the rest of a file is not read. */
export const maxFaults = 10_000

/** The message about an entry that must not be quoted. */
export const notAnAddress = 'expected an address, a prefix or a range'

/** Creates a collector that accepts at most `maxEntries` entries. */
export function createEntryCollector({
  maxEntries,
  maxFindings = defaultMaxFindings,
  onEntry,
}: ListFileOptions): EntryCollector {
  const builder = new IpSetBuilder()
  const faults: ListFault[] = []
  const warnings: ListFault[] = []
  let refusal: ListRefusal | undefined
  let entries = 0
  let faultCount = 0

  function fault(message: string, place: ListPlace): void {
    faultCount++
    if (faults.length < maxFindings) faults.push({ ...place, message })
  }

  function foreign(message: string, place: ListPlace): void {
    faultCount++
    if (faults.length < maxFindings) faults.push({ ...place, message, isForeign: true })
  }

  function add(text: string, place: ListPlace): IpEntry | undefined {
    entries++
    if (entries === maxEntries + 1) fault(`more than ${maxEntries} entries`, place)
    if (entries > maxEntries) return undefined
    const entry = parseIpEntry(text.trim())
    if (entry.kind === 'invalid') {
      if (isQuotable(text.trim())) fault(entry.reason, place)
      else foreign(notAnAddress, place)
      return undefined
    }
    addEntry(builder, entry)
    if (entry.kind === 'prefix' && entry.hostBitsSet && warnings.length < maxFindings) {
      warnings.push({ ...place, message: `host bits are set: the network is \`${formatPrefix(entry.prefix)}\`` })
    }
    onEntry?.(entry, place)
    return entry
  }

  return {
    add,
    fault,
    foreign,
    refuse: (given) => {
      refusal ??= given
    },
    isFull: () => entries > maxEntries || faultCount >= maxFaults || refusal !== undefined,
    finish: () => ({
      set: builder.build(),
      entries,
      faults,
      faultCount: faultCount + (refusal === undefined ? 0 : 1),
      warnings,
      ...(refusal !== undefined && { refusal }),
    }),
  }
}
