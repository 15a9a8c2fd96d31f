import { trimBlanks } from './parse-hop.ts'
import { percentDecode } from './percent-decode.ts'

/**
 * All values of the declared cookies in the lines of the Cookie field (RFC 6265 §4.2.1), in the order of `names`; `undefined` for a missing
 * cookie. They are found in one scan, without building an object. Names are compared exactly; values are unquoted and percent-decoded, as in common
 * frameworks. Parts without `=` are ignored. Linear.
 */
export function readCookie(
  lines: readonly string[] | undefined,
  names: readonly string[],
): readonly (readonly string[] | undefined)[] {
  if (names.length === 0) return nothing
  const values = names.map((): string[] | undefined => undefined)
  if (lines === undefined) return values
  for (const line of lines) {
    for (let start = 0; start < line.length;) {
      const semicolon = line.indexOf(';', start)
      const end = semicolon < 0 ? line.length : semicolon
      const pair = line.slice(start, end)
      start = end + 1
      const equals = pair.indexOf('=')
      if (equals < 0) continue
      const slot = names.indexOf(trimBlanks(pair.slice(0, equals)))
      if (slot >= 0) (values[slot] ??= []).push(percentDecode(unquote(trimBlanks(pair.slice(equals + 1)))))
    }
  }
  return values
}

const nothing: readonly undefined[] = Object.freeze([])

function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
