import { isAddressLike } from '@tidegate/values'
import { decodeList } from './decode-list.ts'
import { createEntryCollector, type EntryCollector } from './entry-collector.ts'
import type { ListContent, ListFileOptions } from './list-file.ts'
import { type EntryColumns, findColumn, findEntryColumns, helpFor, isTitleRow } from './table-columns.ts'
import { type TableCell, TableScanner } from './table-scanner.ts'

/** Reads a table of separated values, such as a geofeed (RFC 8805) or the block list of a database: see `findEntryColumns`. */
export function readTableList(content: string | Uint8Array, options: ListFileOptions): ListContent {
  const collector = createEntryCollector(options)
  const rows = new TableEntries(options, collector)
  const scanner = new TableScanner(
    (cells, line) => rows.add(cells, line),
    (message, line, column) => collector.foreign(message, { line, column, length: 0 }),
  )
  for (const piece of decodeList(content)) {
    if (scanner.isDone) break
    scanner.push(piece)
  }
  scanner.finish()
  rows.finish()
  return collector.finish()
}

class TableEntries {
  readonly #options: ListFileOptions
  readonly #collector: EntryCollector
  #columns: EntryColumns | undefined
  #filterColumn: number | undefined
  #hasTitles = false
  #seen = 0
  #chosen = 0

  constructor(options: ListFileOptions, collector: EntryCollector) {
    this.#options = options
    this.#collector = collector
  }

  add(cells: readonly TableCell[], line: number): boolean {
    if (this.#columns === undefined) {
      const columns = this.#begin(cells)
      if (columns === undefined) return false
      this.#columns = columns
      if (this.#hasTitles) return true
    }
    if (this.#isChosen(cells, line)) this.#addRow(this.#columns, cells, line)
    return !this.#collector.isFull()
  }

  finish(): void {
    const { where } = this.#options
    if (where === undefined || this.#seen === 0 || this.#chosen > 0 || this.#collector.isFull()) return
    const wanted = where.values.map((value) => JSON.stringify(value)).join(' or ')
    this.#collector.refuse({
      part: 'where',
      message: `no entry has ${wanted} as \`${where.key}\``,
      help: 'values are compared exactly, including case',
    })
  }

  /** Finds the columns, given the first row; undefined, after a refusal, if they cannot be found. */
  #begin(cells: readonly TableCell[]): EntryColumns | undefined {
    const { at, where } = this.#options
    const texts = cells.map(({ text }) => text)
    this.#hasTitles = isTitleRow(texts)
    const titles = this.#hasTitles ? texts : []
    const columns = findEntryColumns(titles, at, cells.length)
    if ('refusal' in columns) {
      this.#collector.refuse(columns.refusal)
      return undefined
    }
    if (where === undefined) return columns
    this.#filterColumn = findColumn(titles, where.key, cells.length)
    if (this.#filterColumn !== undefined) return columns
    this.#collector.refuse({
      part: 'where',
      message: `the table has no column \`${where.key}\``,
      ...helpFor(titles, where.key, cells.length),
    })
    return undefined
  }

  #isChosen(cells: readonly TableCell[], line: number): boolean {
    if (this.#filterColumn === undefined) return true
    this.#seen++
    const cell = cells[this.#filterColumn]
    if (cell === undefined)
      this.#collector.foreign('the row lacks the column that `where` asks about', placeOf(cells[0]!, line))
    const isChosen = cell !== undefined && this.#options.where!.values.includes(cell.text)
    if (isChosen) this.#chosen++
    return isChosen
  }

  #addRow({ first, last }: EntryColumns, cells: readonly TableCell[], line: number): void {
    const cell = cells[first]
    if (cell === undefined || (last !== undefined && cells[last] === undefined)) {
      this.#collector.foreign('the row lacks the column with the address', placeOf(cells[0]!, line))
      return
    }
    if (last !== undefined) {
      this.#collector.add(`${cell.text} - ${cells[last]!.text}`, placeOf(cell, line))
      return
    }
    this.#collector.add(cell.text, placeOf(cell, line))
    if (this.#hasTitles || this.#options.at !== undefined) return
    const other = cells.find(({ text }, index) => index !== first && isAddressLike(text))
    if (other !== undefined)
      this.#collector.foreign(
        'a second column contains addresses, too: name one with `at "1"`, or both ends of ranges with `at "1 - 2"`',
        placeOf(other, line),
      )
  }
}

function placeOf(
  { column, length }: TableCell,
  line: number,
): { readonly line: number; readonly column: number; readonly length: number } {
  return { line, column, length }
}
