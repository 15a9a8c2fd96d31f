/**
 * One part of a pattern: a literal text; `star`, any characters except `/`; `globstar`, any characters; `tail`, nothing or a `/`
 * followed by any characters (the meaning of a trailing `/**`), always the last part.
 */
export type PathPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'globstar' }
  | { readonly kind: 'tail' }

/**
 * What a path, a host or another text must look like from beginning to end. Literals are not empty and never adjacent, and neither
 * are wildcards: `parsePathPattern` and `patternOf` ensure this.
 */
export interface PathPattern {
  readonly pieces: readonly PathPiece[]
}
