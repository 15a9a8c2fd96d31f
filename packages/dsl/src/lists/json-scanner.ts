import type { ListPlace } from './list-file.ts'
import { maxKeptText, maxTreeDepth, type TreeEvents } from './tree-events.ts'

/** What may come next. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'document'

/**
 * Reads JSON (RFC 8259) piece by piece and reports its values to `events`; the pieces may end anywhere. Several objects may follow each other, one per
 * line (JSON lines). `fault` is called once, for the first error; nothing is read after it. Needs memory for one string and the depth of the nesting.
 */
export class JsonScanner {
  readonly #events: TreeEvents
  readonly #fault: (message: string, place: ListPlace) => void
  readonly #isArray: boolean[] = []
  #expected: Expected = 'document'
  #documents = 0
  #isFirstArray = false
  #isDone = false
  #line = 1
  /** Number of characters before the current piece, and before the current line. */
  #before = 0
  #lineStart = 0
  #wasReturn = false
  /** The string or word that is being read: its beginning, where it began, and what is next in an escape. */
  #kind: 'none' | 'string' | 'word' = 'none'
  #kept = ''
  #from = 0
  #fromLine = 1
  #fromColumn = 1
  #hasEscapes = false
  #escape = 0

  constructor(events: TreeEvents, fault: (message: string, place: ListPlace) => void) {
    this.#events = events
    this.#fault = fault
  }

  /** Whether there was an error, so that the rest is not read. */
  get isDone(): boolean {
    return this.#isDone
  }

  push(piece: string): void {
    let at = 0
    while (at < piece.length && !this.#isDone) {
      if (this.#kind === 'string') at = this.#readString(piece, at)
      else if (this.#kind === 'word') at = this.#readWord(piece, at)
      else {
        this.#readSign(piece.charCodeAt(at), this.#before + at)
        at++
      }
    }
    this.#before += piece.length
  }

  finish(): void {
    if (this.#kind === 'word' && !this.#isDone) this.#endWord(this.#before)
    if (this.#isDone) return
    if (this.#kind === 'string') this.#refuse('the file ends within a string', this.#before)
    else if (this.#isArray.length > 0) this.#refuse('the file ends before its last bracket is closed', this.#before)
    else if (this.#documents === 0) this.#refuse('the file is empty: expected JSON', this.#before)
  }

  #readSign(code: number, offset: number): void {
    if (code === 10 || code === 13) {
      if (code === 13 || !this.#wasReturn) this.#line++
      this.#lineStart = offset + 1
      this.#wasReturn = code === 13
      return
    }
    this.#wasReturn = false
    if (code === 32 || code === 9) return
    if (code === 34) this.#beginString(offset)
    else if (code === 123 || code === 91) this.#open(code === 91, offset)
    else if (code === 125 || code === 93) this.#close(code === 93, offset)
    else if (code === 44) this.#comma(offset)
    else if (code === 58) {
      if (this.#expected === 'colon') this.#expected = 'value'
      else this.#unexpected(offset)
    } else this.#beginWord(code, offset)
  }

  #beginString(offset: number): void {
    const isKey = this.#expected === 'key' || this.#expected === 'key-or-end'
    if (!isKey && !this.#maySetValue(offset, false)) return
    this.#begin('string', offset)
  }

  #beginWord(code: number, offset: number): void {
    if (!this.#maySetValue(offset, false)) return
    this.#begin('word', offset)
    this.#kept = String.fromCharCode(code)
  }

  #begin(kind: 'string' | 'word', offset: number): void {
    this.#kind = kind
    this.#kept = ''
    this.#from = offset
    this.#fromLine = this.#line
    this.#fromColumn = offset - this.#lineStart + 1
    this.#hasEscapes = false
    this.#escape = 0
  }

  /** Reads a part of a string; returns the position after it. */
  #readString(piece: string, start: number): number {
    for (let at = start; at < piece.length; at++) {
      const code = piece.charCodeAt(at)
      if (this.#escape > 0) {
        // 5: the character after `\`; 4 to 1: hexadecimal digits that are missing.
        const isValid = this.#escape === 5 ? '"\\/bfnrtu'.includes(piece[at]!) : /[\da-f]/i.test(piece[at]!)
        if (!isValid) return this.#refuse('this escape does not exist in JSON', this.#before + at)
        this.#escape = this.#escape === 5 ? (code === 117 ? 4 : 0) : this.#escape - 1
      } else if (code === 92) {
        this.#escape = 5
        this.#hasEscapes = true
      } else if (code < 32) {
        return this.#refuse(
          'a string contains a control character: expected `\\n`, `\\t` or another escape',
          this.#before + at,
        )
      } else if (code === 34) {
        this.#keep(piece, start, at)
        this.#endString(this.#before + at + 1)
        return at + 1
      }
    }
    this.#keep(piece, start, piece.length)
    return piece.length
  }

  #keep(piece: string, start: number, end: number): void {
    // INVARIANT: an escape is kept whole or not at all: it has at most six characters.
    const room = maxKeptText + 6 - this.#kept.length
    if (room > 0) this.#kept += piece.slice(start, Math.min(end, start + room))
  }

  #endString(end: number): void {
    this.#kind = 'none'
    const place = this.#placeFrom(end)
    const text = this.#hasEscapes ? unescape(this.#kept) : this.#kept
    if (this.#expected === 'key' || this.#expected === 'key-or-end') {
      this.#expected = 'colon'
      this.#events.key(text, place)
      return
    }
    this.#afterValue()
    this.#events.text(text, place)
  }

  #readWord(piece: string, start: number): number {
    let at = start
    while (at < piece.length && !endsWord(piece.charCodeAt(at))) at++
    if (this.#kept.length < maxKeptText) this.#kept += piece.slice(start, Math.min(at, start + maxKeptText))
    if (at < piece.length) this.#endWord(this.#before + at)
    return at
  }

  #endWord(end: number): void {
    this.#kind = 'none'
    if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(this.#kept)) {
      this.#refuse('expected a string, a number, `true`, `false`, `null` or a bracket', this.#from)
      return
    }
    this.#afterValue()
    this.#events.literal(this.#kept, this.#placeFrom(end))
  }

  #open(isArray: boolean, offset: number): void {
    if (!this.#maySetValue(offset, true, isArray)) return
    if (this.#isArray.length === maxTreeDepth) {
      this.#refuse(`expected at most ${maxTreeDepth} brackets in each other`, offset)
      return
    }
    this.#isArray.push(isArray)
    this.#expected = isArray ? 'value-or-end' : 'key-or-end'
    const place = { line: this.#line, column: offset - this.#lineStart + 1, length: 1 }
    if (isArray) this.#events.openArray(place)
    else this.#events.openObject(place)
  }

  #close(isArray: boolean, offset: number): void {
    const mayEnd = this.#expected === 'comma-or-end' || this.#expected === (isArray ? 'value-or-end' : 'key-or-end')
    if (!mayEnd || this.#isArray.at(-1) !== isArray) return void this.#unexpected(offset)
    this.#isArray.pop()
    this.#afterValue()
    if (isArray) this.#events.closeArray()
    else this.#events.closeObject()
  }

  #comma(offset: number): void {
    if (this.#expected !== 'comma-or-end') return void this.#unexpected(offset)
    this.#expected = this.#isArray.at(-1) === true ? 'value' : 'key'
  }

  /** Whether a value is allowed here; if not, reports it. A second document must be an object after an object. */
  #maySetValue(offset: number, isBracket: boolean, isArray = false): boolean {
    if (this.#expected === 'value' || this.#expected === 'value-or-end') return true
    if (this.#expected === 'document') {
      if (this.#documents > 0 && (this.#isFirstArray || !isBracket || isArray)) {
        this.#refuse('expected nothing after the end of the JSON value', offset)
        return false
      }
      this.#documents++
      this.#isFirstArray = !isBracket || isArray
      return true
    }
    return this.#unexpected(offset)
  }

  #unexpected(offset: number): false {
    this.#refuse(`expected ${words[this.#expected]}`, offset)
    return false
  }

  #afterValue(): void {
    this.#expected = this.#isArray.length === 0 ? 'document' : 'comma-or-end'
  }

  #placeFrom(end: number): ListPlace {
    return { line: this.#fromLine, column: this.#fromColumn, length: end - this.#from }
  }

  #refuse(message: string, offset: number): number {
    this.#isDone = true
    this.#fault(`the file is not valid JSON: ${message}`, {
      line: this.#line,
      column: Math.max(1, offset - this.#lineStart + 1),
      length: 0,
    })
    return Infinity
  }
}

const words: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value-or-end': 'a value or `]`',
  key: 'a key in quotes',
  'key-or-end': 'a key in quotes or `}`',
  colon: '`:` after a key',
  'comma-or-end': '`,` or a closing bracket',
  document: 'an array or an object',
}

function endsWord(code: number): boolean {
  // Blanks, line breaks, `"`, `,`, `:` and brackets.
  return (
    code <= 32 ||
    code === 34 ||
    code === 44 ||
    code === 58 ||
    code === 91 ||
    code === 93 ||
    code === 123 ||
    code === 125
  )
}

/** The text of a string without its quotes, or of its beginning. */
function unescape(kept: string): string {
  // An escape that was cut off at the end is dropped.
  const whole = kept.length > maxKeptText ? kept.replace(/((?:^|[^\\])(?:\\\\)*)\\(?:u[\da-f]{0,3})?$/i, '$1') : kept
  return JSON.parse(`"${whole}"`) as string
}
