import { trimBlanks } from './parse-hop.ts'
import { percentDecode } from './percent-decode.ts'
import type { Review } from './review.ts'

/** Matches the lines that all readers read in the same way: without escapes, quotes, other white space than `; `, and values in JSON. */
const clear = /^(?:[^ \t"%;j]|j(?!:)|; *(?=[^ \t;]|$))*$/

/**
 * Compares the readings of the declared cookies by common frameworks. Koa takes a value as received, without a quote at its beginning and the character
 * at its end; `cookie` and Express decode it, unless an escape is invalid, and some versions keep quotes; `cookie-parser` reads a value that begins with
 * `j:` as JSON.
 *
 * A declared cookie with white space around its name, which Koa does not find, is `unclear`. Otherwise `also` contains the values that `readCookie` does
 * not. Linear.
 */
export function reviewCookies(lines: readonly string[] | undefined, names: readonly string[]): Review {
  if (lines === undefined || lines.every((line) => clear.test(line))) return { kind: 'clear' }
  const also = names.map((): string[] => [])
  let found = false
  for (const pair of lines.flatMap((line) => line.split(';'))) {
    const equals = pair.indexOf('=')
    if (equals < 0) continue
    const name = pair.slice(0, equals)
    const slot = names.indexOf(trimBlanks(name))
    if (slot < 0) continue
    if (name.replace(/^ +/, '') !== names[slot]) {
      return { kind: 'unclear', detail: 'a cookie with white space around its name' }
    }
    const received = pair.slice(equals + 1)
    const usual = percentDecode(withoutQuotes(trimBlanks(received)))
    for (const value of otherValues(received)) {
      if (value === usual || also[slot]!.includes(value)) continue
      also[slot]!.push(value)
      found = true
    }
  }
  return found ? { kind: 'also', values: also } : { kind: 'clear' }
}

function otherValues(received: string): readonly string[] {
  const trimmed = trimBlanks(received)
  const raw = received.startsWith('"') ? received.slice(1, -1) : received
  const trimmedRaw = trimmed.startsWith('"') ? trimmed.slice(1, -1) : trimmed
  const decoded = [trimmed, withoutQuotes(trimmed)].map(strictDecode)
  return [raw, trimmedRaw, ...decoded, ...decoded.map(jsonText).filter((text) => text !== undefined)]
}

/** The text or number of a value that `cookie-parser` reads as JSON; undefined for all other values. */
function jsonText(value: string): string | undefined {
  if (!value.startsWith('j:')) return undefined
  try {
    const parsed: unknown = JSON.parse(value.slice(2))
    return typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean'
      ? String(parsed)
      : undefined
  } catch {
    return undefined
  }
}

function strictDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function withoutQuotes(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
