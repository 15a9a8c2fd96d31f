import { escapeOctet } from './escape-octet.ts'

/** A query that can be handed on, or what makes it doubtful. */
export type CanonicalQuery =
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'ambiguous'; readonly detail: string }

/**
 * A query with octets that RFC 3986 §3.4 does not allow raw written as escapes, as in paths. Its escapes stay as they are, well formed or not: `?q=100%` is
 * common and harmless. Controls, white space, `#` and characters that are no octets are ambiguous. Linear.
 */
export function canonicalQuery(received: string): CanonicalQuery {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(received)) return ambiguous('a control character or white space')
  if (received.includes('#')) return ambiguous('a fragment')
  if (/[\u0100-\uffff]/.test(received)) return ambiguous('a character that is no octet')
  return {
    kind: 'query',
    query: received.replace(/["<>^`{|}\u0080-\u00ff]/g, (octet) => escapeOctet(octet.charCodeAt(0))),
  }
}

function ambiguous(detail: string): CanonicalQuery {
  return { kind: 'ambiguous', detail }
}
