import type { PathPattern, PathPiece } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'

/**
 * Returns the path as it is compared unless a policy's paths match exactly: ASCII letters in lower case, including those of
 * escapes, and without one trailing slash (unless the slash is the whole path). O(length).
 */
export function foldPath(path: string): string {
  const length = foldedLength(path)
  return foldCase(length === path.length ? path : path.slice(0, length))
}

/** The length of the folded path: one less if a trailing slash is dropped. */
export function foldedLength(path: string): number {
  const { length } = path
  return length > 1 && path.charCodeAt(length - 1) === 47 ? length - 1 : length
}

/**
 * Returns the pattern to compare with folded paths: its literals are folded, and one trailing slash is dropped. The result is the
 * same whether the text is folded before parsing or the pattern afterwards. O(length).
 */
export function foldPattern(pattern: PathPattern): PathPattern {
  const pieces = pattern.pieces.map((piece): PathPiece =>
    piece.kind === 'literal' ? { kind: 'literal', text: foldCase(piece.text) } : piece,
  )
  const last = pieces.at(-1)
  if (last?.kind !== 'literal' || !last.text.endsWith('/') || (last.text === '/' && pieces.length === 1)) {
    return patternOf(pieces)
  }
  pieces[pieces.length - 1] = { kind: 'literal', text: last.text.slice(0, -1) }
  // `/a/**` followed by a slash is `/a/**`, which ends with a tail.
  const before = pieces.at(-3)
  if (
    last.text === '/' &&
    pieces.at(-2)?.kind === 'globstar' &&
    before?.kind === 'literal' &&
    before.text.endsWith('/')
  ) {
    const text = before.text.slice(0, -1)
    pieces.splice(-3, 3, { kind: 'literal', text }, { kind: text === '' && pieces.length === 3 ? 'globstar' : 'tail' })
  }
  return patternOf(pieces)
}

function foldCase(text: string): string {
  // WHY: a text without capitals is returned unchanged, which is faster than searching for them.
  return text.toLowerCase() === text ? text : text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
