import { escapeOctet } from './escape-octet.ts'

/** A query that can be passed on, or the reason why it is ambiguous. */
export type CanonicalQuery =
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'ambiguous'; readonly detail: string }

/**
 * The query with octets that RFC 3986 §3.4 does not allow raw written as escapes, as in paths. Its escapes are kept, well formed or not:
 * `?q=100%` is common and harmless. Controls, white space, `#` and characters that are not bytes are ambiguous. Linear.
 */
export function canonicalQuery(received: string): CanonicalQuery {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(received)) return ambiguous('a control character or white space')
  if (received.includes('#')) return ambiguous('a fragment')
  if (/[\u0100-\uffff]/.test(received)) return ambiguous('a character that is not a byte')
  return {
    kind: 'query',
    query: received.replace(/["<>^`{|}\u0080-\u00ff]/g, (octet) => escapeOctet(octet.charCodeAt(0))),
  }
}

function ambiguous(detail: string): CanonicalQuery {
  return { kind: 'ambiguous', detail }
}
