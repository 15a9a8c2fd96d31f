import { doubleEncoded, overlongUtf8 } from '@tidegate/values'
import { escapeOctet } from './escape-octet.ts'

/** The canonical form of a path, or the reason why it is ambiguous. */
export type CanonicalPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'ambiguous'; readonly detail: string }

interface Ambiguity {
  readonly pattern: RegExp
  readonly detail: string
}

/** Patterns for the path as received. The first must come first: after it every `%` starts an escape. */
const ambiguitiesOfReceived: readonly Ambiguity[] = [
  { pattern: /%(?![0-9a-f]{2})/i, detail: 'a `%` that does not start an escape' },
  // eslint-disable-next-line no-control-regex
  { pattern: /[\u0000-\u0020\u007f]/, detail: 'a control character or white space' },
  { pattern: /%(?:[01][0-9a-f]|7f)/i, detail: 'an encoded control character' },
  { pattern: /\\/, detail: 'a backslash' },
  { pattern: /%5c/i, detail: 'an encoded backslash' },
  { pattern: /#/, detail: 'a fragment' },
  { pattern: /[\u0100-\uffff]/, detail: 'a character that is not a byte' },
]

/** Patterns for the canonical path. */
const ambiguitiesOfCanonical: readonly Ambiguity[] = [
  // Servlet containers remove everything after `;` before they look for dot segments.
  { pattern: /(?:\/|%2F)\.\.?(?:;|%3B|\/|%2F|$)/, detail: 'a dot segment' },
  { pattern: overlongUtf8, detail: 'overlong UTF-8' },
  { pattern: doubleEncoded, detail: 'a double-encoded character' },
]

const received = anyOf(ambiguitiesOfReceived)
const canonical = anyOf(ambiguitiesOfCanonical)

/** Matches escapes, and the octets that never appear raw in a canonical path. */
const rewritten = /%[0-9a-f]{2}|["*<>^`{|}\u0080-\u00ff]/gi

/**
 * Matches the characters that always appear raw in a canonical path: those that RFC 3986 §3.3 allows raw, and square brackets, which browsers
 * send raw. A star is an escape instead, because policies use it as a wildcard.
 *
 * WHY: a file server reads `/%40staff` as `/@staff`, a router does not. With one form for both, every reader after the gate reads the same.
 */
const plain = /^[\w\-.~!$&'()+,;=:@[\]]$/

/**
 * The canonical form of a path that starts with `/`.
 *
 * Escapes of characters that are allowed raw (unreserved ones, and `!$&'()+,;=:@[]`) are decoded, other escapes are written in upper case, and
 * repeated slashes are collapsed. Octets that RFC 3986 §3.3 does not allow raw (`"<>^{|}`, the grave accent, everything beyond ASCII) and stars
 * become escapes. The following are ambiguous: dot segments, plain,
 * encoded, next to `%2F` or followed by `;`; `\` and `%5C`; controls and white space, plain or encoded; `#`; a `%` that does not start an escape;
 * overlong UTF-8; and a double-encoded character: `%25` and two digits of an octet that would change the meaning of the path if it were decoded
 * again (`%252e`, but not `%2520`). `%2F` stays an escape, or is ambiguous with `refuseEncodedSlash`; see
 * `pathReadings` for its other readings.
 *
 * Idempotent: a canonical path is its own canonical form. Linear.
 */
export function canonicalPath(text: string, refuseEncodedSlash: boolean): CanonicalPath {
  if (received.test(text)) return ambiguous(ambiguitiesOfReceived, text)
  if (refuseEncodedSlash && /%2f/i.test(text)) return { kind: 'ambiguous', detail: 'an encoded slash' }
  const path = text.replace(rewritten, rewriteOctet).replace(/\/{2,}/g, '/')
  return canonical.test(path) ? ambiguous(ambiguitiesOfCanonical, path) : { kind: 'path', path }
}

function ambiguous(ambiguities: readonly Ambiguity[], text: string): CanonicalPath {
  const first = ambiguities.find(({ pattern }) => pattern.test(text))
  return { kind: 'ambiguous', detail: first?.detail ?? 'an ambiguous path' }
}

/** One pattern that matches wherever one of the given patterns does, for a single scan. */
function anyOf(ambiguities: readonly Ambiguity[]): RegExp {
  return new RegExp(ambiguities.map(({ pattern }) => pattern.source).join('|'), 'i')
}

function rewriteOctet(written: string): string {
  if (written.length === 1) return escapeOctet(written.charCodeAt(0))
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16))
  return plain.test(character) ? character : written.toUpperCase()
}
