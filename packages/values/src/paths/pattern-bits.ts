import { patternAutomaton } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

const slash = 47

/**
 * The positions of one or more patterns as bits, numbered one after another, so that a character moves all of them at once. Bit `p` of a
 * row is bit `p % 32` of word `p >> 5`.
 */
export interface PatternBits {
  readonly words: number
  /** The first position of each pattern. */
  readonly starts: Uint32Array
  /** Positions at which a text may end. */
  readonly accepts: Uint32Array
  /** Positions from which some character other than `/` leads to the next one. */
  readonly crosses: Uint32Array
  /** The characters of all literals. */
  readonly codes: ReadonlySet<number>
  /** Returns the positions from which a character leads to the next one. */
  readonly leaving: (code: number) => Uint32Array
  /** Returns the positions that a character leads back to. */
  readonly staying: (code: number) => Uint32Array
}

/** Lays out the positions of patterns. O(their lengths). */
export function patternBits(patterns: readonly PathPattern[]): PatternBits {
  const automata = patterns.map(patternAutomaton)
  const words = (automata.reduce((sum, { steps }) => sum + steps.length, 0) + 31) >> 5
  const starts = new Uint32Array(words)
  const accepts = new Uint32Array(words)
  const crosses = new Uint32Array(words)
  const stayAny = new Uint32Array(words)
  const stayNotSlash = new Uint32Array(words)
  const leavingBy = new Map<number, Uint32Array>()
  const none = new Uint32Array(words)
  let base = 0
  for (const automaton of automata) {
    set(starts, base)
    for (const position of automaton.accepts) set(accepts, base + position)
    for (const [position, { code, stays }] of automaton.steps.entries()) {
      const at = base + position
      if (stays === 'any') set(stayAny, at)
      if (stays !== 'none') set(stayNotSlash, at)
      if (code === -1) continue
      let row = leavingBy.get(code)
      if (row === undefined) {
        row = new Uint32Array(words)
        leavingBy.set(code, row)
      }
      set(row, at)
      if (code !== slash) set(crosses, at)
    }
    base += automaton.steps.length
  }
  return {
    words,
    starts,
    accepts,
    crosses,
    codes: new Set(leavingBy.keys()),
    leaving: (code) => leavingBy.get(code) ?? none,
    staying: (code) => (code === slash ? stayAny : stayNotSlash),
  }
}

/** Moves a row of positions by one character, in place. Returns whether any position is left. O(words). */
export function moveBits(row: Uint32Array, bits: PatternBits, code: number): boolean {
  const leaving = bits.leaving(code)
  const staying = bits.staying(code)
  let carry = 0
  let any = 0
  for (let word = 0; word < row.length; word++) {
    const from = row[word]!
    const left = from & leaving[word]!
    const next = (left << 1) | carry | (from & staying[word]!)
    carry = left >>> 31
    row[word] = next
    any |= next
  }
  return any !== 0
}

/** Adds, in place, all positions to which texts of any characters lead. For one pattern. O(words). */
export function addAllAfter(row: Uint32Array, positions: number): void {
  let word = 0
  while (word < row.length && row[word] === 0) word++
  if (word === row.length) return
  const lowest = row[word]! & -row[word]!
  row[word] = -lowest
  row.fill(0xffffffff, word + 1)
  const end = positions & 31
  if (end !== 0) row[row.length - 1]! &= (1 << end) - 1
}

/** Adds, in place, all positions to which texts without `/` lead. O(words). */
export function addUpToSlash(row: Uint32Array, { crosses }: PatternBits): void {
  let carry = 0
  for (let word = 0; word < row.length; word++) {
    const from = row[word]!
    const free = crosses[word]!
    // The sum carries each position to the end of its run of free ones: the bits that change are those that it passes.
    const sum = free + ((from & free) >>> 0) + carry
    carry = sum > 0xffffffff ? 1 : 0
    row[word] = from | ((sum >>> 0) ^ free)
  }
}

/** Whether two rows have a position in common. */
export function meets(row: Uint32Array, other: Uint32Array): boolean {
  for (let word = 0; word < row.length; word++) if ((row[word]! & other[word]!) !== 0) return true
  return false
}

/** Whether one of the patterns matches a whole text. O(length × words). */
export function acceptsText(bits: PatternBits, text: string): boolean {
  const row = bits.starts.slice()
  for (let at = 0; at < text.length; at++) if (!moveBits(row, bits, text.charCodeAt(at))) return false
  return meets(row, bits.accepts)
}

function set(row: Uint32Array, position: number): void {
  row[position >> 5]! |= 1 << (position & 31)
}
