import { patternAutomaton, type PatternAutomaton } from './pattern-automaton.ts'
import { acceptsText, patternBits, type PatternBits } from './pattern-bits.ts'
import type { PathPattern } from './path-pattern.ts'

/** A pattern in the forms in which comparisons use it. */
export interface KnownPattern {
  readonly automaton: PatternAutomaton
  readonly bits: PatternBits
}

// WHY: a pattern is compared with many others, and laying it out takes longer than most comparisons.
const known = new WeakMap<PathPattern, KnownPattern>()

/** Returns the forms of a pattern, computed once for each object. O(length) the first time. */
export function knownPattern(pattern: PathPattern): KnownPattern {
  let made = known.get(pattern)
  if (made === undefined) {
    made = { automaton: patternAutomaton(pattern), bits: patternBits([pattern]) }
    known.set(pattern, made)
  }
  return made
}

/**
 * Whether a pattern matches a whole text, character by character, like `pathMatches`; faster for a pattern that is compared with many texts.
 * O(length of the text × length of the pattern / 32).
 */
export function patternMatches(pattern: PathPattern, text: string): boolean {
  return acceptsText(knownPattern(pattern).bits, text)
}
