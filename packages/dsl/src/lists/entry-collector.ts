import { formatPrefix, IpSetBuilder, parseIpEntry } from '@tidegate/values'
import { isQuotable } from './is-quotable.ts'
import type { ListFault, ListFile } from './list-file.ts'

/** Returns the position of an entry; called only for entries with a finding. */
export type Locate = () => Pick<ListFault, 'line' | 'column' | 'length'>

/** Collects the entries of a list file of any format. */
export interface EntryCollector {
  readonly add: (entry: string, locate: Locate) => void
  readonly fault: (message: string, locate: Locate) => void
  /** Adds a fault of a file that does not look like a list; the message MUST NOT quote it. */
  readonly foreign: (message: string, locate: Locate) => void
  readonly finish: () => ListFile
}

const maxFindings = 20

/** The message about an entry that must not be quoted. */
export const notAnAddress = 'expected an address, a prefix or a range'

/** Creates a collector that accepts at most `maxEntries` entries. */
export function createEntryCollector(maxEntries: number): EntryCollector {
  const builder = new IpSetBuilder()
  const faults: ListFault[] = []
  const warnings: ListFault[] = []
  let entries = 0
  let faultCount = 0

  function fault(message: string, locate: Locate): void {
    faultCount++
    if (faults.length < maxFindings) faults.push({ ...locate(), message })
  }

  function foreign(message: string, locate: Locate): void {
    faultCount++
    if (faults.length < maxFindings) faults.push({ ...locate(), message, isForeign: true })
  }

  function add(text: string, locate: Locate): void {
    entries++
    if (entries === maxEntries + 1) fault(`more than ${maxEntries} entries`, locate)
    if (entries > maxEntries) return
    const entry = parseIpEntry(text.trim())
    switch (entry.kind) {
      case 'address':
        builder.addIp(entry.address)
        return
      case 'range':
        builder.addRange(entry.range)
        return
      case 'invalid':
        if (isQuotable(text.trim())) fault(entry.reason, locate)
        else foreign(notAnAddress, locate)
        return
      case 'prefix':
        builder.addPrefix(entry.prefix)
        if (entry.hostBitsSet && warnings.length < maxFindings) {
          warnings.push({ ...locate(), message: `host bits are set: the network is \`${formatPrefix(entry.prefix)}\`` })
        }
    }
  }

  return { add, fault, foreign, finish: () => ({ set: builder.build(), entries, faults, faultCount, warnings }) }
}
