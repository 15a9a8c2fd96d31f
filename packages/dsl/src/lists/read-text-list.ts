import { type IpListFinding, parseIpList } from '@tidegate/values'
import { defaultMaxFindings, maxFaults, notAnAddress } from './entry-collector.ts'
import { isQuotable } from './is-quotable.ts'
import type { ListFault, ListContent, ListFileOptions } from './list-file.ts'

/** Reads a list file in plain text: see `parseIpList`. */
export function readTextList(content: string | Uint8Array, options: ListFileOptions): ListContent {
  const { maxEntries, maxFindings = defaultMaxFindings, onEntry } = options
  const list = parseIpList(content, {
    maxEntries,
    maxFindings,
    maxErrors: maxFaults,
    ...(onEntry !== undefined && {
      onEntry: (entry, line, column, length) => onEntry(entry, { line, column, length }),
    }),
  })
  return {
    set: list.set,
    entries: list.entries,
    faults: list.errors.map(faultOf),
    faultCount: list.errorCount,
    warnings: list.warnings.map(faultOf),
    ...(list.isCut === true && { isCut: true as const }),
    ...(list.column !== undefined && { column: { ...foreignAt(list.column), message: list.column.reason } }),
  }
}

function faultOf(finding: IpListFinding): ListFault {
  const { line, column, text, reason } = finding
  return isQuotable(text) || /^more than \d/.test(reason)
    ? { line, column, length: text.length, message: reason }
    : foreignAt(finding)
}

function foreignAt({ line, column, text }: IpListFinding): ListFault {
  return { line, column, length: text.length, message: notAnAddress, isForeign: true }
}
