import type { PathPattern } from './path-pattern.ts'

/** A pattern with wildcards, as the literals around them; every check of a single pattern begins with these. */
export interface GappedPattern {
  /** What a path has to begin with; may be empty. */
  readonly head: string
  /** The literals between two wildcards, in order. */
  readonly middles: readonly string[]
  /** What a path has to end with, or what comes before the tail; may be empty. */
  readonly last: string
  readonly hasTail: boolean
}

/** Returns the literals of a pattern around its wildcards; a `tail` does not count as one. O(pieces). */
export function gappedPattern(pattern: PathPattern): GappedPattern {
  const literals = ['']
  let hasTail = false
  for (const piece of pattern.pieces) {
    switch (piece.kind) {
      case 'literal':
        literals[literals.length - 1] = piece.text
        break
      case 'star':
      case 'globstar':
        literals.push('')
        break
      case 'tail':
        hasTail = true
        break
    }
  }
  return { head: literals[0]!, middles: literals.slice(1, -1), last: literals.at(-1)!, hasTail }
}
