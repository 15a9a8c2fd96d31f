import { chunkOf, findByte, type LogChunk } from '../log-chunk.ts'
import type { LineScan, TakeValue } from './json-scan.ts'
import { blank, isBlankLine } from './line-reader.ts'
import { isEscaped, unescape } from './unescape.ts'

const space = 32
const equals = 61
const quoteMark = 34

/**
 * Creates a scanner of lines of `name=value`, separated by spaces, as Heroku's router, lograge and Grafana write them. A value in quotes
 * may contain spaces; quotes in it are escaped. Words without `=` are skipped. It never throws, and takes linear time.
 */
export function createLogfmtScan<Use>(keys: ReadonlyMap<string, Use>, take: TakeValue<Use>): LineScan {
  let { text, bytes } = chunkOf('')

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
  }

  function read(start: number, end: number): string | typeof blank | undefined {
    if (isBlankLine(bytes, start, end)) return blank
    for (let at = start; at < end;) {
      const wordEnd = findByte(bytes, space, at, end)
      const sign = findByte(bytes, equals, at, wordEnd)
      const use = sign < wordEnd ? keys.get(text.slice(at, sign)) : undefined
      const isQuoted = sign + 1 < wordEnd && bytes[sign + 1] === quoteMark
      const stop = isQuoted ? closingQuote(sign + 2, end) : wordEnd
      if (stop < 0) return 'the quotes of a value are unclosed'
      if (use !== undefined) emit(use, isQuoted ? sign + 2 : sign + 1, stop)
      at = isQuoted ? findByte(bytes, space, stop, end) + 1 : stop + 1
    }
    return undefined
  }

  function emit(use: Use, start: number, stop: number): void {
    const isPlain = findByte(bytes, backslash, start, stop) === stop
    take(use, start, stop, isPlain ? undefined : unescape(text.slice(start, stop)))
  }

  function closingQuote(from: number, end: number): number {
    let quote = findByte(bytes, quoteMark, from, end)
    while (quote < end && isEscaped(bytes, quote, from)) quote = findByte(bytes, quoteMark, quote + 1, end)
    return quote < end ? quote : -1
  }

  return { turnTo, read }
}

const backslash = 92
