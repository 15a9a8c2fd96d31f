import type { PathPattern, PathPiece } from './path-pattern.ts'

/**
 * Returns the pattern that consists of the given pieces, in its simplest form: adjacent literals and adjacent wildcards are joined,
 * empty literals dropped. It also serves texts other than paths: `[globstar, literal]` ends with a text, `[literal, globstar]` begins
 * with it. Throws a `TypeError` if a `tail` is not the last piece. O(pieces).
 */
export function patternOf(pieces: readonly PathPiece[]): PathPattern {
  const joined: PathPiece[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before?.kind === 'tail') throw new TypeError('a tail must be the last piece of a pattern')
    if (piece.kind === 'literal') {
      if (piece.text === '') continue
      if (before?.kind === 'literal') joined.pop()
      joined.push({ kind: 'literal', text: before?.kind === 'literal' ? before.text + piece.text : piece.text })
    } else if (piece.kind === 'tail') {
      // Any characters can be none or begin with a slash: a tail after them adds nothing.
      if (before?.kind !== 'globstar') joined.push(piece)
    } else if (before?.kind === 'star' || before?.kind === 'globstar') {
      if (piece.kind === 'globstar') joined[joined.length - 1] = piece
    } else {
      joined.push(piece)
    }
  }
  return { pieces: joined }
}
