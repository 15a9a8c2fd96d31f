import type { PathPattern, PathPiece } from './path-pattern.ts'

/**
 * The pattern made of the given pieces, in their simplest form: literals side by side joined, empty ones dropped,
 * wildcards side by side made one. For what is no path: `[globstar, literal]` ends with a text, `[literal, globstar]`
 * begins with it. Throws a `TypeError` where a `tail` is not the last piece. O(pieces).
 */
export function patternOf(pieces: readonly PathPiece[]): PathPattern {
  const joined: PathPiece[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before?.kind === 'tail') throw new TypeError('a tail is the last piece of a pattern')
    if (piece.kind === 'literal') {
      if (piece.text === '') continue
      if (before?.kind === 'literal') joined.pop()
      joined.push({ kind: 'literal', text: before?.kind === 'literal' ? before.text + piece.text : piece.text })
    } else if (piece.kind === 'tail') {
      // Any characters may be none or begin with a slash: a tail behind them adds nothing.
      if (before?.kind !== 'globstar') joined.push(piece)
    } else if (before?.kind === 'star' || before?.kind === 'globstar') {
      if (piece.kind === 'globstar') joined[joined.length - 1] = piece
    } else {
      joined.push(piece)
    }
  }
  return { pieces: joined }
}
