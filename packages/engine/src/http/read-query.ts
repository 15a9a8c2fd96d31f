import { percentDecode } from './percent-decode.ts'

/**
 * All values of the declared parameters of a target's query, in the order of `names`; `undefined` for a missing parameter. They are found in one
 * scan, without building an object. Names and values are decoded like those of forms: `+` is a space, escapes are UTF-8; invalid escapes are kept.
 * A parameter without `=` has the value "". Linear.
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
