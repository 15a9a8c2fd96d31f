import { explainIp } from './explain-ip.ts'
import { compareIp } from './ip-address.ts'
import { parseIp } from './parse-ip.ts'
import type { InvalidText, IpRange } from './prefix.ts'
import { quoteText } from './quote-text.ts'

/** The result of `parseRange`. */
export type ParsedRange = { readonly kind: 'range'; readonly range: IpRange } | InvalidText

/**
 * Parses a range `first - last`, or returns the reason why it is invalid. Spaces and tabs around `-` are allowed.
 * Both addresses must be of the same family, and the first must not be greater than the last. Never throws.
 */
export function parseRange(text: string): ParsedRange {
  const dash = text.indexOf('-')
  if (dash < 0) return { kind: 'invalid', reason: `${quoteText(text)} lacks a \`-\` between two addresses` }
  const firstText = trimBlanks(text.slice(0, dash))
  const lastText = trimBlanks(text.slice(dash + 1))
  const first = parseIp(firstText)
  if (first === undefined) return { kind: 'invalid', reason: explainIp(firstText) }
  const last = parseIp(lastText)
  if (last === undefined) return { kind: 'invalid', reason: explainIp(lastText) }
  if (first.family !== last.family) {
    return {
      kind: 'invalid',
      reason: `range ${quoteText(text)} begins in IPv${first.family} and ends in IPv${last.family}`,
    }
  }
  if (compareIp(first, last) > 0) {
    return { kind: 'invalid', reason: `range ${quoteText(text)} ends before it begins` }
  }
  return { kind: 'range', range: { first, last } }
}

function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
