/**
 * One part of a pattern: a text that stands for itself; `star`, any characters but `/`; `globstar`, any characters;
 * `tail`, nothing or a `/` and any characters (what a trailing `/**` means), always the last.
 */
export type PathPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'globstar' }
  | { readonly kind: 'tail' }

/**
 * What a path, a host or another text must look like from its beginning to its end. Literals are not empty and never
 * stand side by side, and neither do wildcards: `parsePathPattern` and `patternOf` see to it.
 */
export interface PathPattern {
  readonly pieces: readonly PathPiece[]
}
