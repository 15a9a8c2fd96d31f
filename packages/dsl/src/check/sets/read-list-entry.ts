import { maxFaults } from '../../lists/entry-collector.ts'
import type { ListFault, ListFileOptions, ListPlace, ListRefusal } from '../../lists/list-file.ts'
import { readListFile } from '../../lists/read-list-file.ts'
import type { AddressEntry } from '../../syntax/ast/sets.ts'
import type { Span } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import { reportUnreadable } from '../report-unreadable.ts'
import type { Unit } from '../unit.ts'
import { type Report, replaceFix } from '../report.ts'
import { collectBroad, isBroad } from './broad-entries.ts'
import type { AddressPart } from './resolved-addresses.ts'
import { spendAddresses } from './spend-addresses.ts'

/** The length up to which the text of a list is shown in errors, in bytes. */
const maxShownLength = 1_000_000

type FileEntry = Extract<AddressEntry, { kind: 'file' }>

/**
 * Reads a list file. A file with a bad entry is rejected as a whole, because a dropped line could open an allowlist or let an
 * attacker in. Each bad entry is reported at its own line.
 */
export function readListEntry(checking: Checking, unit: Unit, entry: FileEntry): AddressPart | undefined {
  const { host, report, files, limits, spent } = checking
  const read = host.readList(entry.file.text, unit.file)
  if (read.kind === 'error') {
    reportUnreadable(report, entry.file, read)
    return undefined
  }
  if (!files.has(read.file)) files.set(read.file, { file: read.file, role: 'list' })
  checking.readBy.push({ file: read.file, span: entry.file.span })
  const content = read.kind === 'bytes' ? read.bytes : read.text
  const options: ListFileOptions = {
    file: read.file,
    maxEntries: limits.addresses - spent.addresses,
    maxYamlBytes: limits.yamlListBytes,
    maxYamlParts: limits.yamlListParts,
    ...(entry.at !== undefined && { at: entry.at.text }),
    ...(entry.where !== undefined && {
      where: { key: entry.where.key.text, values: entry.where.values.map(({ text }) => text) },
    }),
  }
  const list = readListFile(content, options)
  const spanOf = placeFaults(checking, read.file, content, [
    ...list.faults,
    ...list.warnings,
    ...(list.column === undefined ? [] : [list.column]),
  ])
  if (list.refusal !== undefined) reportRefusal(report, entry, read.file, list.refusal)
  for (const fault of list.faults) {
    report.add('TG221', spanOf(fault), fault.message, {
      related: [{ span: entry.span, message: 'the list is used here' }],
    })
  }
  const more = list.faultCount - list.faults.length - (list.refusal === undefined ? 0 : 1)
  if (more > 0) {
    const atLeast = list.faultCount < maxFaults ? '' : 'at least '
    report.add('TG221', entry.span, `\`${read.file}\` has ${atLeast}${more} more errors`)
  }
  for (const warning of list.warnings) report.add('TG411', spanOf(warning), warning.message)
  if (list.faultCount > 0 || !spendAddresses(checking, list.entries, entry.span)) return undefined
  if (list.entries === 0) {
    report.add('TG412', entry.span, `\`${read.file}\` contains no addresses`, {
      help: 'an empty list matches no client: `allow only ip in` with this list would refuse everyone',
    })
  }
  if (list.column !== undefined) {
    report.add(
      'TG451',
      spanOf(list.column),
      'the text after an address is taken for a further column and is not read',
      {
        help: 'put `#` before it if it is a comment, or a tab if it is a column',
      },
    )
  }
  const part = { kind: 'file', span: entry.span, text: textOfEntry(entry), set: list.set } as const
  if (!isBroad(list.set)) return part
  const text = textOf(content)
  report.addSource({ file: read.file, text })
  const placeOf = createPlacing(read.file, text)
  const broad = collectBroad((onEntry) => readListFile(content, { ...options, onEntry }), placeOf, text)
  return { ...part, broad }
}

/** The entry as written, but for its values. */
function textOfEntry({ file, at, where }: FileEntry): string {
  const place = at === undefined ? '' : ` at "${at.text}"`
  return `file "${file.text}"${place}${where === undefined ? '' : ` where "${where.key.text}" …`}`
}

/** Reports that a file cannot be read as the policy says, at the words of the policy that are about it. */
function reportRefusal(report: Report, entry: FileEntry, file: string, refusal: ListRefusal): void {
  const { part, message, help, suggestion } = refusal
  const filter = suggestion === undefined ? entry.where : entry.where?.key
  const key = part === 'where' ? filter : entry.at
  const span = part === 'size' ? entry.file.span : (key?.span ?? entry.span)
  report.add(refusalCodes[part], span, `\`${file}\`: ${message}`, {
    help,
    fix:
      suggestion === undefined || key === undefined
        ? undefined
        : replaceFix(key.span, JSON.stringify(suggestion), `write ${JSON.stringify(suggestion)}`),
  })
}

const refusalCodes = { at: 'TG230', where: 'TG231', size: 'TG232' } as const

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
  if (content.length > maxShownLength) {
    // WHY: the text and the positions of its lines may take several hundred megabytes.
    return ({ line, column, length }) =>
      report.spanAt({ file, line, column, endLine: line, endColumn: column + length })
  }
  const text = textOf(content)
  report.addSource({ file, text: faults.some(({ isForeign }) => isForeign) ? onlyListed(text, faults) : text })
  return createPlacing(file, text)
}

/** Returns a function that converts positions in a text to spans. */
function createPlacing(file: string, text: string): (place: ListPlace) => Span {
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
