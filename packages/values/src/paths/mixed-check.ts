import { gappedPattern, type GappedPattern } from './gapped-pattern.ts'
import { holdsGlobstars } from './globstar-check.ts'
import { patternAutomaton } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

/**
 * A pattern with wildcards of both kinds: the bits of its automaton, one per position, for the part between its first and last
 * literal. Rows of `words` words: one per class of character in `moves` (the positions that the class leads to), one each in
 * `anyLoops` and `slashlessLoops` (the positions that can be kept), and in `accepts`.
 */
export interface MixedCheck extends GappedPattern {
  readonly kind: 'mixed'
  readonly pattern: number
  readonly words: number
  readonly classes: Uint8Array
  readonly moves: Uint32Array
  readonly anyLoops: Uint32Array
  readonly slashlessLoops: Uint32Array
  readonly accepts: Uint32Array
}

/** Builds the check of a pattern whose literals are ASCII. O(length × classes / 32). */
export function mixedCheck(shape: PathPattern, pattern: number): MixedCheck {
  const gapped = gappedPattern(shape)
  const { head, last, hasTail } = gapped
  const inner = shape.pieces.slice(head === '' ? 0 : 1, hasTail || last === '' ? undefined : -1)
  const { steps, accepts } = patternAutomaton({ pieces: inner })
  const words = (steps.length + 31) >>> 5
  const row = (positions: Iterable<number>): Uint32Array => {
    const bits = new Uint32Array(words)
    for (const position of positions) bits[position >>> 5]! |= 1 << (position & 31)
    return bits
  }
  const staying = (stays: string): Uint32Array =>
    row([...steps.keys()].filter((position) => steps[position]!.stays === stays))
  const codes = [...new Set(steps.map((step) => step.code))].filter((code) => code !== -1)
  const classes = new Uint8Array(128)
  const moves = new Uint32Array((codes.length + 1) * words)
  for (const [index, code] of codes.entries()) {
    classes[code] = index + 1
    moves.set(
      row([...steps.keys()].filter((position) => position > 0 && steps[position - 1]!.code === code)),
      (index + 1) * words,
    )
  }
  const [anyLoops, slashlessLoops] = [staying('any'), staying('not-slash')]
  return { kind: 'mixed', pattern, ...gapped, words, classes, moves, anyLoops, slashlessLoops, accepts: row(accepts) }
}

/**
 * Whether a path matches. First its literals are searched as if every wildcard were `**`, which decides most paths; then all
 * positions are advanced at once, 32 per word. O(path × positions / 32).
 */
export function holdsMixed(check: MixedCheck, path: string): boolean {
  if (!holdsGlobstars(check, path)) return false
  const from = check.head.length
  const to = check.hasTail ? path.length : path.length - check.last.length
  return check.words === 1 ? walkWord(check, path, from, to) : walkWords(check, path, from, to)
}

function walkWord(check: MixedCheck, path: string, from: number, to: number): boolean {
  const { classes, moves } = check
  const atSlash = check.anyLoops[0]!
  const elsewhere = atSlash | check.slashlessLoops[0]!
  let positions = 1
  for (let at = from; at < to && positions !== 0; at++) {
    const code = path.charCodeAt(at)
    const moved = (positions << 1) & moves[code < 128 ? classes[code]! : 0]!
    positions = moved | (positions & (code === 47 ? atSlash : elsewhere))
  }
  return (positions & check.accepts[0]!) !== 0
}

function walkWords(check: MixedCheck, path: string, from: number, to: number): boolean {
  const { words, classes, moves, anyLoops, slashlessLoops, accepts } = check
  const positions = new Uint32Array(words)
  positions[0] = 1
  for (let at = from; at < to; at++) {
    const code = path.charCodeAt(at)
    const row = (code < 128 ? classes[code]! : 0) * words
    for (let word = words - 1; word >= 0; word--) {
      const here = positions[word]!
      const carried = word > 0 ? positions[word - 1]! >>> 31 : 0
      const loops = code === 47 ? anyLoops[word]! : anyLoops[word]! | slashlessLoops[word]!
      positions[word] = (((here << 1) | carried) & moves[row + word]!) | (here & loops)
    }
  }
  return positions.some((word, index) => (word & accepts[index]!) !== 0)
}
