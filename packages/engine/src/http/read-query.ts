import { percentDecode } from './percent-decode.ts'

/**
 * All values of the declared parameters of a target's query, in the order of their names; `undefined` where a parameter
 * is not there. Found by one scan, no object is built. Names and values are decoded as forms write them: `+` is a space,
 * escapes are UTF-8; what cannot be decoded stays as it is. A parameter without `=` has the value "". Linear.
 *
 * A query that begins with another `?` gives its first parameter under both names, with that `?` and without: Express reads `/??debug` as
 * `?debug`, and Koa, by `URLSearchParams`, as `debug`.
 */
export function readQuery(target: string, names: readonly string[]): readonly (readonly string[] | undefined)[] {
  if (names.length === 0) return nothing
  const values = names.map((): string[] | undefined => undefined)
  const mark = target.indexOf('?')
  if (mark < 0) return values
  for (let start = mark + 1; start <= target.length;) {
    const ampersand = target.indexOf('&', start)
    const end = ampersand < 0 ? target.length : ampersand
    const pair = target.slice(start, end)
    if (start === mark + 1 && pair.startsWith('?')) readPair(pair.slice(1), names, values)
    readPair(pair, names, values)
    start = end + 1
  }
  return values
}

function readPair(pair: string, names: readonly string[], values: (string[] | undefined)[]): void {
  const equals = pair.indexOf('=')
  const slot = names.indexOf(decodeForm(equals < 0 ? pair : pair.slice(0, equals)))
  if (slot >= 0) (values[slot] ??= []).push(equals < 0 ? '' : decodeForm(pair.slice(equals + 1)))
}

const nothing: readonly undefined[] = Object.freeze([])

function decodeForm(text: string): string {
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text)
}
