import type { TestSet, TestSetEntry } from '../syntax/ast/conditions.ts'
import type { AddressEntry, BotEntry, PathEntry, TextEntry, WindowEntry } from '../syntax/ast/sets.ts'
import { writeNumber, writeText, writeToken } from './write-literal.ts'

type Entry = AddressEntry | BotEntry | PathEntry | TextEntry | WindowEntry | TestSetEntry

/** Returns one entry of any kind of set, on one line. */
export function formatEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'name':
      return entry.name.text
    case 'address':
    case 'pattern':
      return entry.text
    case 'range':
      return `${entry.first.text} - ${entry.last.text}`
    case 'file':
      return formatFile(entry)
    case 'source':
      return `${entry.source.text} ${writeText(entry.argument.text)}`
    case 'token':
      return entry.word ? `word ${writeText(entry.text)}` : writeToken(entry.text)
    case 'set':
      return `set ${entry.name.text}`
    case 'catalog':
      return `catalog ${writeText(entry.category.text)}`
    case 'text':
      return writeText(entry.text)
    case 'number':
      return writeNumber(entry.value)
    case 'span':
      return formatSpan(entry)
  }
}

/** Returns `file "…" [at "…"] [where "…" == "…"]`. */
function formatFile({ file, at, where }: AddressEntry & { kind: 'file' }): string {
  const place = at === undefined ? '' : ` at ${writeText(at.text)}`
  if (where === undefined) return `file ${writeText(file.text)}${place}`
  const operator = where.values.length === 1 ? '==' : 'in'
  const values = where.values.map(({ text }) => writeText(text)).join(', ')
  return `file ${writeText(file.text)}${place} where ${writeText(where.key.text)} ${operator} ${values}`
}

/** Returns `[dates] [days] [clock span]`. */
function formatSpan({ dates, days, clock }: WindowEntry & { kind: 'span' }): string {
  const parts = [
    dates && (dates.first.text === dates.last.text ? dates.first.text : `${dates.first.text} - ${dates.last.text}`),
    days && (days.first.text === days.last.text ? days.first.text : `${days.first.text}-${days.last.text}`),
    clock && `${clock.from.text}-${clock.to.text}`,
  ]
  return parts.filter((part) => part !== undefined).join(' ')
}

/** Returns the right side of `in`. */
export function formatTestSet({ entries, zone }: TestSet): string {
  return `${formatEntries(entries)}${zone === undefined ? '' : ` ${zone.text}`}`
}

/** Returns entries separated by commas. */
export function formatEntries(entries: readonly Entry[]): string {
  return entries.map(formatEntry).join(', ')
}
