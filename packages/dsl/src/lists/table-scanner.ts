import { maxKeptText } from './tree-events.ts'

/** A cell of a table, and its position. */
export interface TableCell {
  readonly text: string
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** With the quotes. */
  readonly length: number
}

/** Receives a row; returns false if no further rows are needed. */
export type OnRow = (cells: readonly TableCell[], line: number) => boolean

/** The maximum number of columns. */
export const maxTableColumns = 1_000

/**
 * Reads a table of separated values (RFC 4180) piece by piece; the pieces may end anywhere. Cells may be in quotes, with doubled quotes inside. Blank lines, and
 * lines that begin with `#` or `;`, are left out. The separator is the first of comma, tab, semicolon and bar that the first row contains, else blanks.
 */
export class TableScanner {
  readonly #onRow: OnRow
  readonly #fault: (message: string, line: number, column: number) => void
  #separator: string | undefined
  #cells: TableCell[] = []
  #line = 1
  #carry = ''
  isDone = false

  constructor(onRow: OnRow, fault: (message: string, line: number, column: number) => void) {
    this.#onRow = onRow
    this.#fault = fault
  }

  /** Reads the complete lines of a piece; the rest is kept for the next one. */
  push(piece: string): void {
    const text = this.#carry + piece
    let at = 0
    let lf = text.indexOf('\n')
    let cr = text.indexOf('\r')
    while (!this.isDone && (lf >= 0 || cr >= 0)) {
      const end = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr)
      if (end === cr && end + 1 === text.length) break
      this.#readLine(text.slice(at, end))
      at = end === cr && lf === cr + 1 ? end + 2 : end + 1
      if (lf >= 0 && lf < at) lf = text.indexOf('\n', at)
      if (cr >= 0 && cr < at) cr = text.indexOf('\r', at)
    }
    this.#carry = text.slice(at)
    if (this.#carry.length > maxRow) this.#refuse(`expected at most ${maxRow} characters in a row`, 1)
  }

  finish(): void {
    if (!this.isDone) this.#readLine(this.#carry.replace(/\r$/, ''))
  }

  #readLine(line: string): void {
    const isComment = /^\s*(?:[#;]|$)/.test(line)
    if (!isComment) {
      this.#separator ??= separatorOf(line)
      this.#readCells(line, this.#separator)
      if (!this.isDone && !this.#onRow(this.#cells, this.#line)) this.isDone = true
      this.#cells = []
    }
    this.#line++
  }

  #readCells(line: string, separator: string): void {
    let at = 0
    for (;;) {
      while (isBlank(line, at)) at++
      const start = at
      let text = ''
      if (line[at] === '"') {
        for (at++; ;) {
          const quote = line.indexOf('"', at)
          if (quote < 0) return this.#refuse('expected a closing quote in the same line', start + 1)
          text += line.slice(at, quote)
          at = quote + 1
          if (line[at] !== '"') break
          text += '"'
          at++
        }
        if (at < line.length && !isBlank(line, at) && line[at] !== separator)
          return this.#refuse('expected a separator after the closing quote', at + 1)
      } else {
        at = endOfCell(line, at, separator)
        text = line.slice(start, at).trimEnd()
      }
      const length = line.slice(start, at).trimEnd().length
      this.#cells.push({ text: text.trim().slice(0, maxKeptText), column: start + 1, length })
      if (this.#cells.length > maxTableColumns)
        return this.#refuse(`expected at most ${maxTableColumns} columns`, start + 1)
      while (isBlank(line, at) && line[at] !== separator) at++
      if (at >= line.length) return
      if (separator === ' ') continue
      if (line[at] !== separator) return this.#refuse('expected a separator after the closing quote', at + 1)
      at++
    }
  }

  #refuse(message: string, column: number): void {
    this.isDone = true
    this.#fault(message, this.#line, column)
  }
}

const maxRow = 65_536

function endOfCell(line: string, start: number, separator: string): number {
  for (let at = start; at < line.length; at++)
    if (line[at] === separator || (separator === ' ' && line[at] === '\t')) return at
  return line.length
}

function isBlank(line: string, at: number): boolean {
  return line[at] === ' ' || line[at] === '\t'
}

function separatorOf(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, '')
  return [',', '\t', ';', '|'].find((sign) => plain.includes(sign)) ?? ' '
}
