import { escapeRaw, faultOfEscapes, normaliseEscapes, normaliseQuery } from './path-escapes.ts'

/** The part of the path or target that the text is compared with: all of it, its beginning, its end, or anything in it. */
export type PathTextPart = 'whole' | 'start' | 'end' | 'middle'

/**
 * The result of `parsePathText`: the text in the form that requests have, or the reason why no request contains it (lower case, no
 * final period).
 */
export type ParsedPathText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly reason: string }

/**
 * Normalises a text as it appears in request paths (`path`) or in paths with their queries (`target`): in the path, escapes of
 * characters that are allowed raw are decoded and the others written in upper case; stars and everything that never appears raw in
 * a request are written as escapes. In a query, escapes of unreserved characters are decoded, and the others written in upper case. Text that no request contains is rejected: a beginning other
 * than `/`, `//`, dot segments, `\`, `#`, `?` in a path, control characters, a `%` that does not begin an escape, double-encoded
 * characters, overlong UTF-8. Idempotent.
 * O(length).
 */
export function parsePathText(text: string, part: PathTextPart, subject: 'path' | 'target'): ParsedPathText {
  const mark = text.indexOf('?')
  if (mark >= 0 && subject === 'path') return fault('a request path never contains a `?`: the query is not part of it')
  const anchored = part === 'whole' || part === 'start'
  if (anchored && !text.startsWith('/')) return fault(`a request's ${subject} begins with \`/\``)
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x1f\x7f]/.test(text) || !text.isWellFormed()) {
    return fault(`a request's ${subject} never contains control characters or broken UTF-16`)
  }
  if (text.includes('#')) return fault(`a request's ${subject} never contains a \`#\``)
  // It may be in the path or in the query.
  if (subject === 'target' && !anchored) return found(normaliseQuery(escapeRaw(text)))
  const path = normaliseEscapes(mark < 0 ? text : text.slice(0, mark))?.replaceAll('*', '%2A')
  if (path === undefined) return fault('`%` in a path must be followed by two hex digits')
  const reason = faultOfPath(path, mark >= 0 || part === 'whole' || part === 'end')
  return reason === undefined
    ? found(mark < 0 ? path : path + normaliseQuery(escapeRaw(text.slice(mark))))
    : fault(reason)
}

/** Why no canonical path contains the text; `isEnd`: nothing of the path follows it. */
function faultOfPath(path: string, isEnd: boolean): string | undefined {
  if (path.includes('\\') || path.includes('%5C')) return 'a request path never contains a backslash'
  if (/%(?:0|1|7F)/.test(path)) return 'a request path never contains an escaped control character'
  if (path.includes('//')) return 'a request path never contains `//`: repeated slashes are collapsed'
  return faultOfEscapes(path, isEnd)
}

function found(text: string): ParsedPathText {
  return { kind: 'text', text }
}

function fault(reason: string): ParsedPathText {
  return { kind: 'fault', reason }
}
