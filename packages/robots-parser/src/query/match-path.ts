import type { Octets } from '../parse/octets.ts'

/**
 * Whether the pattern matches the beginning of the path, or the whole path if it ends in `$`; `*` matches any octets (RFC 9309
 * §2.2.3). Both must be normalised. O(pattern + path): the pieces between wildcards are searched from left to right, without
 * backtracking.
 */
export function matchPath(pattern: Octets, path: Octets): boolean {
  const anchored = pattern.endsWith('$')
  const end = anchored ? pattern.length - 1 : pattern.length
  let star = pattern.indexOf('*')
  if (star < 0) return anchored ? path.length === end && pattern.startsWith(path) : path.startsWith(pattern)
  if (!path.startsWith(pattern.slice(0, star))) return false
  let position = star
  while (true) {
    const start = star + 1
    star = pattern.indexOf('*', start)
    if (star < 0) return endMatches(pattern.slice(start, end), path, position, anchored)
    const found = findPiece(pattern.slice(start, star), path, position)
    if (found < 0) return false
    position = found + (star - start)
  }
}

function endMatches(piece: Octets, path: Octets, position: number, anchored: boolean): boolean {
  if (!anchored) return findPiece(piece, path, position) >= 0
  return path.length - piece.length >= position && path.endsWith(piece)
}

/** Returns the next index of the piece from `from` on, or -1. Linear for pieces of any length. */
export function findPiece(piece: Octets, path: Octets, from: number): number {
  // WHY: the built-in search may compare every octet of the piece at every position, and an attacker can craft a long piece for
  // that.
  return piece.length <= 16 ? path.indexOf(piece, from) : knuthMorrisPratt(piece, path, from)
}

function knuthMorrisPratt(piece: Octets, path: Octets, from: number): number {
  if (path.length - from < piece.length) return -1
  const borders = bordersOf(piece)
  let matched = 0
  for (let index = from; index < path.length; index++) {
    const code = path.charCodeAt(index)
    while (matched > 0 && piece.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0
    if (piece.charCodeAt(matched) === code) matched++
    if (matched === piece.length) return index - matched + 1
  }
  return -1
}

/** Returns, for each prefix of the piece, the length of its longest proper prefix that is also its suffix. */
function bordersOf(piece: Octets): Uint32Array {
  const borders = new Uint32Array(piece.length)
  let border = 0
  for (let index = 1; index < piece.length; index++) {
    while (border > 0 && piece.charCodeAt(index) !== piece.charCodeAt(border)) border = borders[border - 1] ?? 0
    if (piece.charCodeAt(index) === piece.charCodeAt(border)) border++
    borders[index] = border
  }
  return borders
}
