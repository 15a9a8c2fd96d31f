import { chunkOf, type LogChunk } from '../log-chunk.ts'
import { type JsonNode, jsonNodes } from './json-nodes.ts'
import { copyString } from '../copy-string.ts'
import { blank, type Fault } from './line-reader.ts'

/** Scans lines one after another and emits the values of the wanted keys. */
export interface LineScan {
  readonly turnTo: (chunk: LogChunk) => void
  /** Emits the wanted values in order. Returns what is wrong with the line, if anything. */
  readonly read: (start: number, end: number) => Fault | typeof blank | undefined
}

/** Receives the position of a value without its quotes; `text` is the value if it contained escapes. */
export type TakeValue<Use> = (use: Use, start: number, end: number, text: string | undefined) => void

/**
 * Creates a scanner of JSON objects, one per line, that allocates no objects: each key is compared with the key at the same
 * position of the previous line, the ends of strings are found by `indexOf`, and unwanted values are skipped. `keys` are names,
 * joined by dots for nested objects; a name that contains dots is also found literally. The first string or number of an array
 * represents the array, and `takeMore` receives its other strings; `true`, `false` and `null` are ignored.
 *
 * For valid JSON it emits the same values as `JSON.parse`. It may accept some invalid JSON. It never throws, and it takes linear
 * time.
 */
export function createJsonScan<Use>(
  keys: ReadonlyMap<string, Use>,
  take: TakeValue<Use>,
  takeMore?: TakeValue<Use>,
): LineScan {
  // WHY: most logs that are tried for JSON are not JSON.
  let root: JsonNode<Use> | undefined
  // The key at each position, as last seen: the lines of one log resemble each other.
  const guesses: { readonly inside: JsonNode<Use>; readonly key: string; readonly node: JsonNode<Use> | undefined }[] =
    []
  let { text, bytes } = chunkOf('')
  let at = 0
  let end = 0
  let keyNumber = 0

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
  }

  /** Skips white space. Returns the next octet, or 0 at the end. */
  function skipBlank(): number {
    for (; at < end; at++) {
      const code = bytes[at]!
      if (code !== 32 && code !== 9 && code !== 13 && code !== 10) return code
    }
    return 0
  }

  /** Skips from after the opening quote to after the closing one; returns false if there is none. */
  function skipText(): boolean {
    const start = at
    for (let from = at; ;) {
      const quote = text.indexOf('"', from)
      if (quote < 0 || quote >= end) return false
      let backslashes = 0
      while (quote - 1 - backslashes >= start && bytes[quote - 1 - backslashes] === 92) backslashes++
      from = quote + 1
      if (backslashes % 2 === 0) {
        at = from
        return true
      }
    }
  }

  /** Skips an array or an object, from its opening bracket to after the closing one. */
  function skipNested(): Fault | undefined {
    let depth = 0
    while (at < end) {
      const code = bytes[at++]!
      if (code === quoteMark) {
        if (!skipText()) return faults.text
      } else if (code === openBrace || code === openBracket) depth++
      else if (code === closeBrace || code === closeBracket) {
        depth--
        if (depth === 0) return undefined
      }
    }
    return faults.end
  }

  /** Returns the unescaped value of a string; undefined if its escapes are invalid. */
  function unescaped(start: number, stop: number): string | undefined {
    try {
      return JSON.parse(text.slice(start - 1, stop + 1)) as string
    } catch {
      return undefined
    }
  }

  function hasEscape(start: number, stop: number): boolean {
    for (let i = start; i < stop; i++) if (bytes[i] === 92) return true
    return false
  }

  function scanText(use: Use | undefined, taken: TakeValue<Use> = take): Fault | undefined {
    const start = ++at
    if (!skipText()) return faults.text
    if (use === undefined) return undefined
    const stop = at - 1
    if (!hasEscape(start, stop)) {
      taken(use, start, stop, undefined)
      return undefined
    }
    const value = unescaped(start, stop)
    if (value === undefined) return faults.text
    taken(use, start, stop, value)
    return undefined
  }

  function scanValue(node: JsonNode<Use> | undefined): Fault | undefined {
    const code = skipBlank()
    if (code === quoteMark) return scanText(node?.use)
    if (code === openBrace) return node === undefined || node.inside.size === 0 ? skipNested() : scanObject(node)
    if (code === openBracket) return node?.use === undefined ? skipNested() : scanArray(node)
    const start = at
    while (at < end && bytes[at]! > 32 && bytes[at] !== comma && bytes[at] !== closeBrace && bytes[at] !== closeBracket)
      at++
    if (code === 45 || (code >= 48 && code <= 57)) {
      if (node?.use !== undefined) take(node.use, start, at, undefined)
      return undefined
    }
    const word = text.slice(start, at)
    return word === 'null' || word === 'true' || word === 'false' ? undefined : faults.value
  }

  function scanArray(node: JsonNode<Use>): Fault | undefined {
    const start = at++
    const code = skipBlank()
    const fault = code === closeBracket || code === openBrace || code === openBracket ? undefined : scanValue(node)
    if (fault !== undefined) return fault
    while (takeMore !== undefined && code === quoteMark && skipBlank() === comma) {
      at++
      if (skipBlank() !== quoteMark) break
      const wrong = scanText(node.use, takeMore)
      if (wrong !== undefined) return wrong
    }
    at = start
    return skipNested()
  }

  // INVARIANT: it recurses no deeper than the wanted keys.
  function scanObject(node: JsonNode<Use>): Fault | undefined {
    at++
    if (skipBlank() === closeBrace) {
      at++
      return undefined
    }
    for (;;) {
      if (skipBlank() !== quoteMark) return faults.key
      const start = ++at
      if (!skipText()) return faults.text
      const inside = nodeOfKey(node, start, at - 1)
      if (skipBlank() !== colon) return faults.colon
      at++
      const fault = scanValue(inside)
      if (fault !== undefined) return fault
      const code = skipBlank()
      at++
      if (code === closeBrace) return undefined
      if (code !== comma) return faults.comma
    }
  }

  function nodeOfKey(inside: JsonNode<Use>, start: number, stop: number): JsonNode<Use> | undefined {
    const number = keyNumber++
    const guess = guesses[number]
    if (
      guess !== undefined &&
      guess.inside === inside &&
      guess.key.length === stop - start &&
      text.startsWith(guess.key, start)
    )
      return guess.node
    const written = text.slice(start, stop)
    const node = inside.inside.get(hasEscape(start, stop) ? (unescaped(start, stop) ?? written) : written)
    if (number < maxGuesses && written.length <= maxGuessLength)
      guesses[number] = { inside, key: copyString(written, maxGuessLength), node }
    return node
  }

  function read(from: number, to: number): Fault | typeof blank | undefined {
    at = from
    end = to
    keyNumber = 0
    const first = skipBlank()
    if (at >= end) return blank
    if (first !== openBrace) return faults.object
    root ??= jsonNodes(keys)
    const fault = scanObject(root)
    if (fault !== undefined) return fault
    skipBlank()
    return at < end ? faults.after : undefined
  }

  return { turnTo, read }
}

const quoteMark = 34
const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93
const comma = 44
const colon = 58
const maxGuesses = 64
const maxGuessLength = 64

const faults = {
  object: 'not a JSON object',
  key: 'invalid JSON: expected a name in quotes',
  colon: 'invalid JSON: expected `:`',
  comma: 'invalid JSON: expected `,` or `}`',
  text: 'invalid JSON: unterminated string or invalid escape',
  value: 'invalid JSON: expected a value',
  end: 'invalid JSON: unclosed array or object',
  after: 'invalid JSON: unexpected text after the object',
} as const
