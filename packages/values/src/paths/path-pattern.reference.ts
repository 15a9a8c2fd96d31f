import type { PathPattern } from './path-pattern.ts'

/**
 * Returns the regular expression of a pattern, as a reference for tests. It may take exponential time on hostile texts, so no other
 * code may use it.
 */
export function patternRegExp(pattern: PathPattern): RegExp {
  const parts = pattern.pieces.map((piece) => {
    switch (piece.kind) {
      case 'literal':
        return piece.text.replaceAll(/[^\w/]/g, String.raw`\$&`)
      case 'star':
        return '[^/]*'
      case 'globstar':
        return '[^]*'
      case 'tail':
        return '(?:/[^]*)?'
    }
  })
  return new RegExp(`^${parts.join('')}$`)
}
