import type { ListFault } from '../../lists/list-file.ts'
import { readListFile } from '../../lists/read-list-file.ts'
import type { AddressEntry } from '../../syntax/ast/sets.ts'
import type { Span } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Unit } from '../unit.ts'
import { broadEntriesIn, isBroad } from './broad-entries.ts'
import type { AddressPart } from './resolved-addresses.ts'
import { spendAddresses } from './spend-addresses.ts'

type FileEntry = Extract<AddressEntry, { kind: 'file' }>

/**
 * Reads a list file. A file with a bad entry is rejected as a whole, because a dropped line could open an allowlist or let an
 * attacker in. Each bad entry is reported at its own line.
 */
export function readListEntry(checking: Checking, unit: Unit, entry: FileEntry): AddressPart | undefined {
  const { host, report, files, limits, spent } = checking
  const read = host.readList(entry.file.text, unit.file)
  if (read.kind === 'error') {
    report.add('TG220', entry.file.span, `\`${entry.file.text}\` cannot be read: ${read.message}`, {
      ...(read.help !== undefined && { help: read.help }),
    })
    return undefined
  }
  if (!files.has(read.file)) files.set(read.file, { file: read.file, role: 'list' })
  const content = read.kind === 'bytes' ? read.bytes : read.text
  const list = readListFile(content, {
    file: read.file,
    maxEntries: limits.addresses - spent.addresses,
    ...(entry.at !== undefined && { at: entry.at.text }),
  })
  const spanOf = placeFaults(checking, read.file, content, [...list.faults, ...list.warnings])
  for (const fault of list.faults) {
    report.add('TG221', spanOf(fault), fault.message, {
      related: [{ span: entry.span, message: 'the list is used here' }],
    })
  }
  if (list.faultCount > list.faults.length) {
    report.add('TG221', entry.span, `\`${read.file}\` has ${list.faultCount - list.faults.length} more errors`)
  }
  for (const warning of list.warnings) report.add('TG411', spanOf(warning), warning.message)
  if (list.faultCount > 0 || !spendAddresses(checking, list.entries, entry.span)) return undefined
  if (list.entries === 0) {
    report.add('TG412', entry.span, `\`${read.file}\` contains no addresses`, {
      help: 'an empty list matches no client: `allow only ip in` with this list would refuse everyone',
    })
  }
  const part = { kind: 'file', span: entry.span, text: `file "${entry.file.text}"`, set: list.set } as const
  if (!isBroad(list.set)) return part
  const text = textOf(content)
  report.addSource({ file: read.file, text })
  return { ...part, broad: broadEntriesIn(read.file, text) }
}

/**
 * Returns a function that locates faults in the list's text. The text is added to the report only if there are faults, and if some lines do not
 * look like those of a list, without these.
 */
function placeFaults(
  { report }: Checking,
  file: string,
  content: string | Uint8Array,
  faults: readonly ListFault[],
): (fault: ListFault) => Span {
  if (faults.length === 0) return () => ({ file, start: 0, end: 0 })
  const text = textOf(content)
  report.addSource({ file, text: faults.some(({ isForeign }) => isForeign) ? onlyListed(text, faults) : text })
  const starts = [0]
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineEnd.length)
  return ({ line, column, length }) => {
    const start = (starts[line - 1] ?? text.length) + column - 1
    return { file, start, end: start + length }
  }
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

/** Returns a text of equal length in which all lines are blank but those that have findings and look like those of a list. */
function onlyListed(text: string, faults: readonly ListFault[]): string {
  const shown = new Set(faults.map(({ line }) => line))
  for (const { isForeign, line } of faults) if (isForeign) shown.delete(line)
  let line = 0
  return text.replaceAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g, (written) =>
    shown.has(++line) ? written : written.replaceAll(/[^\r\n]/g, ' '),
  )
}
