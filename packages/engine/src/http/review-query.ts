import { percentDecode } from './percent-decode.ts'
import type { Review } from './review.ts'

/** The number of parameters after which `qs` and Node's `querystring` ignore the rest. */
export const maxParameters = 1_000

/** Matches the queries that all readers read in the same way: without brackets, a second `?` at the beginning, and doubtful escapes. */
const clear = /^(?!\?)(?:[^%[\]]|%[2-46-7][\da-f]|%5[\dacef])*$/i

/**
 * Compares the readings of the declared parameters of a target's query by those frameworks that read queries differently from forms:
 * `qs` (Express, extended) reads `a[b]`, `a[]` and `[a]` as parts of `a`; `URLSearchParams` (Koa) ignores a `?` at the beginning of a query;
 * `qs` and Fastify leave a name or value with an invalid escape undecoded; and some readers ignore all parameters after the first 1,000.
 *
 * A declared parameter that only some readers find is `unclear`. For one that all find, `also` contains the values that `readQuery` does not. A name that
 * is declared with its brackets, such as `ids[]`, is found by all; other spellings of it (`ids[0]`, `ids`), and names below it (`ids[][a]`), are `unclear`,
 * because `qs` takes them for the same. Linear in the query.
 */
export function reviewQuery(target: string, names: readonly string[]): Review {
  const mark = target.indexOf('?')
  if (mark < 0) return { kind: 'clear' }
  const query = target.slice(mark + 1)
  const isLong = query.length >= maxParameters
  const nested = names.filter((name) => name.includes('[')).map(placeOf)
  if (!isLong && nested.length === 0 && clear.test(query)) return { kind: 'clear' }
  const pairs = query.split('&')
  if (pairs.length > maxParameters) return { kind: 'unclear', detail: 'a query with more than 1,000 parameters' }
  const also = names.map((): string[] => [])
  let found = false
  for (const [index, pair] of pairs.entries()) {
    const { name, value } = splitAt(pair, pair.indexOf('='))
    const plainName = decodeForm(name)
    const readings = [plainName, strictForm(name), nestedName(pair)]
    if (index === 0 && pair.startsWith('?')) readings.push(decodeForm(name.slice(1)))
    if (readings.some((each) => names.includes(each) && !isDeclaredAsWritten(each, plainName, readings))) {
      return { kind: 'unclear', detail: 'a query parameter that can be read under several names' }
    }
    const slot = names.indexOf(plainName)
    if (slot < 0) {
      if (nested.length > 0 && isAtOrBelow(partsOf(wholeName(pair)), nested)) {
        return { kind: 'unclear', detail: 'a query parameter that can be read under several names' }
      }
      continue
    }
    for (const other of new Set([strictForm(value), strictForm(withBrackets(value))])) {
      if (other === decodeForm(value)) continue
      also[slot]!.push(other)
      found = true
    }
  }
  return found ? { kind: 'also', values: also } : { kind: 'clear' }
}

/** Whether all readers find the declared name: they agree, or the policy contains the name with its brackets. */
function isDeclaredAsWritten(name: string, plainName: string, readings: readonly string[]): boolean {
  return readings.every((each) => each === name) || (name === plainName && name.includes('['))
}

/** The name of a pair for `qs`, without what is in brackets: `a[b]` and `[a]` are `a`. */
function nestedName(pair: string): string {
  const whole = wholeName(pair)
  const open = whole.indexOf('[')
  if (open < 0) return whole
  return open > 0 ? whole.slice(0, open) : whole.slice(1, closingBracket(whole))
}

/** The name of a pair for `qs`, with its brackets. */
function wholeName(pair: string): string {
  const bracketed = withBrackets(pair)
  const end = bracketed.indexOf(']=')
  return strictForm(splitAt(bracketed, end < 0 ? bracketed.indexOf('=') : end + 1).name)
}

/** The parts of a name for `qs`: `a[b][]` and `[a][b][0]` are `a`, `b` and an empty part, which stands for every index of a list. */
function partsOf(whole: string): readonly string[] {
  const open = whole.indexOf('[')
  const parts = open < 0 ? [whole] : open > 0 ? [whole.slice(0, open)] : []
  for (const [, part] of whole.matchAll(/\[([^[\]]*)\]/g))
    parts.push(parts.length > 0 && /^\d+$/.test(part!) ? '' : part!)
  return parts
}

/** The parts of a declared name, without indices of lists at its end: `qs` takes `ids=1` for the only element of `ids[]`. */
function placeOf(name: string): readonly string[] {
  const parts = [...partsOf(name)]
  while (parts.length > 1 && parts.at(-1) === '') parts.pop()
  return parts
}

function isAtOrBelow(parts: readonly string[], places: readonly (readonly string[])[]): boolean {
  return places.some((place) => place.every((part, index) => parts[index] === part))
}

/** The place of the bracket that closes the first one, or the end of the text. */
function closingBracket(text: string): number {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === 91) depth++
    else if (text.charCodeAt(i) === 93 && --depth === 0) return i
  }
  return text.length
}

/** WHY: `qs` decodes brackets before it splits a query, also where it leaves other escapes undecoded. */
function withBrackets(text: string): string {
  return text.replace(/%5b/gi, '[').replace(/%5d/gi, ']')
}

function splitAt(pair: string, equals: number): { readonly name: string; readonly value: string } {
  return equals < 0 ? { name: pair, value: '' } : { name: pair.slice(0, equals), value: pair.slice(equals + 1) }
}

function decodeForm(text: string): string {
  return percentDecode(text.replaceAll('+', ' '))
}

/** The decoded text, or the text with its escapes if one of them is invalid. */
function strictForm(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
