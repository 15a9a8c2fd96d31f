/**
 * A text that conditions can read. Names of `header`, `query` and `cookie` are literals; header names are in lower case. Unless the
 * model's paths match exactly, `path` and `target` are compared in folded form (`foldPath` of values); the checker has folded the
 * values in the policy.
 */
export type TextSubject =
  | { readonly kind: 'method' }
  | { readonly kind: 'host' }
  | { readonly kind: 'path' }
  | { readonly kind: 'target' }
  | { readonly kind: 'agent' }
  | { readonly kind: 'user' }
  /** The longest matching token of all declared bots; absent if none matches. */
  | { readonly kind: 'bot' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }
  /** Index in `facts` of a fact of type `text` or `texts`. A positive test on `texts` is true if it is true for any of them. */
  | { readonly kind: 'fact'; readonly fact: number }

/** `ip`, `peer`, or a fact of type `ip` (index in `facts`). */
export type AddressSubject =
  | { readonly kind: 'ip' }
  | { readonly kind: 'peer' }
  | { readonly kind: 'fact'; readonly fact: number }
