import { emptyIpSet, type IpListFinding, parseIpList } from '@tidegate/values'
import { notAnAddress } from './entry-collector.ts'
import { isQuotable } from './is-quotable.ts'
import type { ListFault, ListFile, ListFileOptions } from './list-file.ts'

/** Reads a list file in plain text: see `parseIpList`. */
export function readTextList(content: string | Uint8Array, { at, maxEntries }: ListFileOptions): ListFile {
  if (at !== undefined) {
    const message = '`at` selects an array of a JSON or YAML file, but this file is plain text'
    return {
      set: emptyIpSet(),
      entries: 0,
      faults: [{ line: 1, column: 1, length: 0, message }],
      faultCount: 1,
      warnings: [],
    }
  }
  const list = parseIpList(content, { maxEntries, maxFindings: 20 })
  return {
    set: list.set,
    entries: list.entries,
    faults: list.errors.map(faultOf),
    faultCount: list.errorCount,
    warnings: list.warnings.map(faultOf),
  }
}

function faultOf({ line, column, text, reason }: IpListFinding): ListFault {
  return isQuotable(text)
    ? { line, column, length: text.length, message: reason }
    : { line, column, length: text.length, message: notAnAddress, isForeign: true }
}
