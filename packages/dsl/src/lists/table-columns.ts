import { columnMeaning, didYouMean } from '@tidegate/values'
import type { ListRefusal } from './list-file.ts'

/** The columns that contain the entries of a table: one, or the two ends of ranges. Counted from 0. */
export interface EntryColumns {
  readonly first: number
  readonly last?: number
}

type Found<T> = T | { readonly refusal: ListRefusal }

/** Whether a first row contains titles: no cell begins with a digit or contains a colon, as addresses do. */
export function isTitleRow(cells: readonly string[]): boolean {
  return cells.every((text) => !/^\d|:/.test(text)) && cells.some((text) => /[a-z]/i.test(text))
}

/**
 * Finds the columns of the entries: those that `at` names, by title or number, both with ` - ` between them for ranges; else those whose titles say that they
 * contain addresses; else the first. `titles` is empty if the table has none.
 */
export function findEntryColumns(
  titles: readonly string[],
  at: string | undefined,
  width: number,
): Found<EntryColumns> {
  if (at !== undefined) {
    const single = findColumn(titles, at, width)
    if (single !== undefined) return { first: single }
    const [left, right, ...others] = at.split(/\s+-\s+/).map((name) => findColumn(titles, name, width))
    if (left !== undefined && right !== undefined && others.length === 0) return { first: left, last: right }
    return { refusal: { part: 'at', message: `the table has no column \`${at}\``, ...helpFor(titles, at, width) } }
  }
  if (titles.length === 0) return { first: 0 }
  const meanings = titles.map(columnMeaning)
  const entries = meanings.flatMap((meaning, index) => (meaning === 'entry' ? [index] : []))
  const [first] = entries
  if (first !== undefined && entries.length === 1) return { first }
  const start = meanings.indexOf('start')
  const last = meanings.indexOf('end')
  if (entries.length === 0 && start >= 0 && last >= 0) return { first: start, last }
  return refuse(
    entries.length === 0
      ? 'no column of the table has a title that is known for addresses'
      : 'several columns of the table have titles for addresses',
    `name the column: ${titles
      .slice(0, 12)
      .map((title) => `\`at ${JSON.stringify(title)}\``)
      .join(', ')}`,
  )
}

/** Finds a column by its title, with or without its case, or its number from 1; undefined if there is none. */
export function findColumn(titles: readonly string[], name: string, width: number): number | undefined {
  const exact = titles.indexOf(name)
  if (exact >= 0) return exact
  const similar = titles.findIndex((title) => title.toLowerCase() === name.toLowerCase())
  if (similar >= 0) return similar
  return /^[1-9]\d{0,3}$/.test(name) && Number(name) <= width ? Number(name) - 1 : undefined
}

/** The help for a column that does not exist. */
export function helpFor(
  titles: readonly string[],
  name: string,
  width: number,
): Pick<ListRefusal, 'help' | 'suggestion'> {
  if (titles.length === 0) return { help: `the table has no titles: name a column by its number, from 1 to ${width}` }
  const suggestion = didYouMean(name, titles)
  if (suggestion !== undefined) return { help: `did you mean \`${suggestion}\`?`, suggestion }
  return {
    help: `the columns are ${titles
      .slice(0, 12)
      .map((title) => `\`${title}\``)
      .join(', ')}`,
  }
}

function refuse(message: string, help: string): { readonly refusal: ListRefusal } {
  return { refusal: { part: 'at', message, help } }
}
