import type { PathPattern } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'

/**
 * The path as it is compared unless a policy's paths match exactly: ASCII letters in lower case, those of escapes
 * included, and one trailing slash dropped (not the slash that is the whole path). O(length).
 */
export function foldPath(path: string): string {
  const length = foldedLength(path)
  return foldCase(length === path.length ? path : path.slice(0, length))
}

/** The length of the folded path: one less where a trailing slash is dropped. */
export function foldedLength(path: string): number {
  const { length } = path
  return length > 1 && path.charCodeAt(length - 1) === 47 ? length - 1 : length
}

/** The pattern to compare with folded paths: its literals folded, and one trailing slash dropped. O(length). */
export function foldPattern(pattern: PathPattern): PathPattern {
  const last = pattern.pieces.length - 1
  return patternOf(
    pattern.pieces.map((piece, index) => {
      if (piece.kind !== 'literal') return piece
      const text = foldCase(piece.text)
      const isWhole = index === 0 && text === '/'
      return { kind: 'literal', text: index === last && text.endsWith('/') && !isWhole ? text.slice(0, -1) : text }
    }),
  )
}

function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}
