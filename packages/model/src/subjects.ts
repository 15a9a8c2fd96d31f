/**
 * What a condition can look at as text. `header`, `query` and `cookie` names are literals; header names are lower case.
 * Unless the model's paths match exactly, `path` and `target` are compared folded (`foldPath` of values), and so are the
 * values written in the policy: the checker has folded them.
 */
export type TextSubject =
  | { readonly kind: 'method' }
  | { readonly kind: 'host' }
  | { readonly kind: 'path' }
  | { readonly kind: 'target' }
  | { readonly kind: 'agent' }
  | { readonly kind: 'user' }
  /** The longest matched token of any declared bots; absent when there is none. */
  | { readonly kind: 'bot' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }
  /** Index in `facts`; of type `text` or `texts`. A positive test on a `texts` value holds if any of them satisfies it. */
  | { readonly kind: 'fact'; readonly fact: number }

/** `ip`, `peer`, or a fact of type `ip` (index in `facts`). */
export type AddressSubject =
  | { readonly kind: 'ip' }
  | { readonly kind: 'peer' }
  | { readonly kind: 'fact'; readonly fact: number }
