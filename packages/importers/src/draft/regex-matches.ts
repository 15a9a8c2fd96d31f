import { type RegexMatch, readRegex } from './read-regex.ts'

/**
 * Whether a text matches a regular expression (PCRE); undefined if the regular expression contains more than texts, alternatives, anchors and
 * `.*`. Never backtracks: O(length of the text × number of alternatives).
 */
export function regexMatches(source: string, ignoresCase: boolean, text: string): boolean | undefined {
  const { matches, lost, approximated, ...rest } = readRegex(source, ignoresCase)
  if (lost.length > 0 || approximated.length > 0) return undefined
  const found = matches.map((match) => matchIn(match, rest.ignoresCase ? text.toLowerCase() : text, rest.ignoresCase))
  return found.includes(undefined) ? undefined : found.includes(true)
}

function matchIn(
  { pieces, fromStart, toEnd, except }: RegexMatch,
  text: string,
  ignoresCase: boolean,
): boolean | undefined {
  const excluded = except.map((each) => matchIn(each, text, ignoresCase))
  if (excluded.includes(undefined)) return undefined
  if (excluded.includes(true)) return false
  if (pieces.some(({ kind }) => kind === 'segment' || kind === 'edge')) return undefined
  const texts = pieces.flatMap((piece) =>
    piece.kind === 'text' ? (ignoresCase ? piece.text.toLowerCase() : piece.text) : [],
  )
  const [first, ...others] = texts
  if (first === undefined) return pieces.length > 0 || !(fromStart && toEnd) || text === ''
  if (fromStart && toEnd && others.length === 0) return text === first
  let at = fromStart ? (text.startsWith(first) ? first.length : -1) : endOfFirst(text, first, 0)
  if (others.length === 0) return toEnd ? text.endsWith(first) && at >= 0 : at >= 0
  for (const [index, next] of others.entries()) {
    if (at < 0) return false
    const isLast = index === others.length - 1
    if (isLast && toEnd) return text.length - next.length >= at && text.endsWith(next)
    at = endOfFirst(text, next, at)
  }
  return at >= 0
}

function endOfFirst(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from)
  return at < 0 ? -1 : at + wanted.length
}
