import { escapeOctet } from './escape-octet.ts'

/** The one spelling of a path, or what makes its meaning doubtful. */
export type CanonicalPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'ambiguous'; readonly detail: string }

interface Doubt {
  readonly pattern: RegExp
  readonly detail: string
}

/** Of the path as received. The first comes first: behind it every `%` begins an escape. */
const doubtsOfReceived: readonly Doubt[] = [
  { pattern: /%(?![0-9a-f]{2})/i, detail: 'a `%` that is no escape' },
  // eslint-disable-next-line no-control-regex
  { pattern: /[\u0000-\u0020\u007f]/, detail: 'a control character or white space' },
  { pattern: /%(?:[01][0-9a-f]|7f)/i, detail: 'an encoded control character' },
  { pattern: /\\/, detail: 'a backslash' },
  { pattern: /%5c/i, detail: 'an encoded backslash' },
  { pattern: /#/, detail: 'a fragment' },
  { pattern: /[\u0100-\uffff]/, detail: 'a character that is no octet' },
]

/** Of the canonical path. */
const doubtsOfCanonical: readonly Doubt[] = [
  // Servlet containers drop what follows `;` before they look for dot segments.
  { pattern: /(?:\/|%2F)\.\.?(?:;|%3B|\/|%2F|$)/, detail: 'a dot segment' },
  // RFC 3629 §3: never valid, and old decoders take it for ASCII.
  { pattern: /%C[01]%[89AB]|%E0%[89]|%F0%8/, detail: 'overlong UTF-8' },
  // What one more decoding would turn into an unreserved character, a control, or one of `/ \ % ; # ?`.
  {
    pattern: /%25(?:[01][0-9a-f]|2[35def]|3[0-9bf]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9aef])/i,
    detail: 'a doubled escape',
  },
]

const received = anyOf(doubtsOfReceived)
const canonical = anyOf(doubtsOfCanonical)

/** Escapes, and the octets that RFC 3986 §3.3 does not allow raw in a path. */
const rewritten = /%[0-9a-f]{2}|["<>^`{|}\u0080-\u00ff]/gi

/** RFC 3986 §2.3. */
const unreserved = /^[\w\-.~]$/

/**
 * The canonical spelling of a path that begins with `/`.
 *
 * Escapes of unreserved characters are decoded, the others written in upper case, repeated slashes collapsed; octets
 * that RFC 3986 §3.3 does not allow raw (`"<>^{|}`, the grave accent, everything beyond ASCII) become escapes.
 * Ambiguous are: dot segments, plain, encoded, beside `%2F` or followed by `;`; `\` and `%5C`; controls and white space,
 * plain or encoded; `#`; a `%` that is no escape; overlong UTF-8; and a doubled escape: `%25` and two digits of an octet
 * that would change what the path means if it were decoded once more (`%252e`, but not `%2520`). `%2F` stays an
 * escape, or is ambiguous with `refuseEncodedSlash`.
 *
 * Idempotent: the canonical spelling is its own. Linear.
 */
export function canonicalPath(text: string, refuseEncodedSlash: boolean): CanonicalPath {
  if (received.test(text)) return ambiguous(doubtsOfReceived, text)
  if (refuseEncodedSlash && /%2f/i.test(text)) return { kind: 'ambiguous', detail: 'an encoded slash' }
  const path = text.replace(rewritten, rewriteOctet).replace(/\/{2,}/g, '/')
  return canonical.test(path) ? ambiguous(doubtsOfCanonical, path) : { kind: 'path', path }
}

function ambiguous(doubts: readonly Doubt[], text: string): CanonicalPath {
  const first = doubts.find(({ pattern }) => pattern.test(text))
  return { kind: 'ambiguous', detail: first?.detail ?? 'a doubtful path' }
}

/** One pattern that matches where any of the doubts does, for a single scan. */
function anyOf(doubts: readonly Doubt[]): RegExp {
  return new RegExp(doubts.map(({ pattern }) => pattern.source).join('|'), 'i')
}

function rewriteOctet(written: string): string {
  if (written.length === 1) return escapeOctet(written.charCodeAt(0))
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16))
  return unreserved.test(character) ? character : written.toUpperCase()
}
