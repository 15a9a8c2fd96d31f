import { faultOfEscapes, normaliseEscapes } from './path-escapes.ts'
import type { PathPattern, PathPiece } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'

/** The result of `parsePathPattern`: the pattern, or the reason why the text is invalid (lower case, no final period). */
export type ParsedPathPattern =
  | { readonly kind: 'pattern'; readonly pattern: PathPattern }
  | { readonly kind: 'fault'; readonly reason: string }

/**
 * Parses a pattern: `*` is any characters except `/`, `**` (or more) any characters, and a trailing `/**` may also be empty. Escapes
 * are normalised as in request paths: characters that are allowed raw are decoded, hex digits written in upper case, and spaces, everything
 * outside ASCII and everything that never appears raw in a path (RFC 3986 §3.3: `"<>^{|}` and the grave accent) written as UTF-8
 * escapes; `%2A` is an escaped star, never a wildcard. A pattern that no request path can match is rejected with the reason. A
 * normalised text has the same meaning when parsed again. O(length).
 */
export function parsePathPattern(text: string): ParsedPathPattern {
  const normal = normaliseEscapes(text)
  if (normal === undefined) return fault('`%` in a path pattern must be followed by two hex digits')
  const reason = faultOf(normal)
  if (reason !== undefined) return fault(reason)
  if (/^\/\*\*+$/.test(normal)) return { kind: 'pattern', pattern: patternOf([{ kind: 'globstar' }]) }
  const pieces: PathPiece[] = []
  for (const part of normal.replace(/\/\*\*+$/, '').match(/\*+|[^*]+/g) ?? []) {
    pieces.push(part === '*' ? { kind: 'star' } : part.startsWith('*') ? { kind: 'globstar' } : literal(part))
  }
  if (/\/\*\*+$/.test(normal)) pieces.push({ kind: 'tail' })
  return { kind: 'pattern', pattern: patternOf(pieces) }
}

function fault(reason: string): ParsedPathPattern {
  return { kind: 'fault', reason }
}

function literal(text: string): PathPiece {
  return { kind: 'literal', text }
}

function faultOf(text: string): string | undefined {
  if (!text.startsWith('/') && !text.startsWith('**')) return 'a path pattern must begin with `/` or `**`'
  if (/[^\x21-\x7e]/.test(text)) return 'a path pattern must not contain control characters or broken UTF-16'
  if (text.includes('\\') || text.includes('%5C')) return 'a request path never contains a backslash'
  if (text.includes('#')) return 'a request path never contains a `#`'
  if (/%(?:0|1|7F)/.test(text)) return 'a request path never contains an escaped control character'
  const [path] = text.split('?', 1)
  if (path!.includes('//')) return 'a request path never contains `//`: repeated slashes are collapsed'
  if (/(?:^|\/)\.\.?(?:\/|;|$)/.test(path!)) return 'a request path never contains `.` or `..` as a segment'
  // WHY: only up to the first wildcard, because what follows it may be in a query, which keeps its escapes.
  const [start] = path!.split('*', 1)
  return faultOfEscapes(start!, start === text)
}
