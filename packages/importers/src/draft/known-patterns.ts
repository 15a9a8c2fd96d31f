import {
  createBudget,
  foldPattern,
  parsePathPattern,
  partOfBudget,
  type PathPattern,
  patternCovers,
  patternsOverlap,
} from '@tidegate/values'
import { withoutFolder } from './path-condition.ts'

/** Path patterns, parsed once so that many can be compared. */
export interface KnownPatterns {
  readonly texts: readonly string[]
  readonly read: readonly ReadPattern[]
}

interface ReadPattern {
  readonly pattern: PathPattern
  /** The literal text with which every path that the pattern matches begins. */
  readonly head: string
}

/**
 * Parses patterns; an invalid one matches nothing. `isExact`: they are compared with regard to case and to a final slash, and one that ends with
 * `/**` does not match the path without the slash. Linear.
 */
export function knownPatterns(texts: readonly string[], isExact = false): KnownPatterns {
  return { texts, read: texts.map((text) => readPattern(text, isExact)) }
}

/** Whether some path matches one of the patterns and one of the others. */
export function patternsMeet(some: KnownPatterns, others: KnownPatterns): boolean {
  return some.read.some((one) =>
    others.read.some((other) => {
      if (!one.head.startsWith(other.head) && !other.head.startsWith(one.head)) return false
      return patternsOverlap(one.pattern, other.pattern)
    }),
  )
}

/**
 * Returns the patterns without those that another one covers; of equal patterns the first one is kept. Of very many patterns, some that are covered
 * may be kept: the steps of all comparisons are limited.
 */
export function uncoveredPatterns(texts: readonly string[], isExact = false): readonly string[] {
  const unique = [...new Set(texts)]
  const read = unique.map((text) => readPattern(text, isExact))
  const budget = createBudget(maxSteps)
  const covers = (one: number, other: number): boolean =>
    read[other]!.head.startsWith(read[one]!.head) &&
    patternCovers(read[one]!.pattern, read[other]!.pattern, partOfBudget(budget, maxStepsOfPair)) === true
  return unique.filter((_, index) => {
    return !read.some(
      (__, other) => other !== index && covers(other, index) && (other < index || !covers(index, other)),
    )
  })
}

const maxSteps = 20_000_000
const maxStepsOfPair = 100_000

function readPattern(text: string, isExact: boolean): ReadPattern {
  const parsed = parsePathPattern(isExact ? withoutFolder(text) : text)
  const given = parsed.kind === 'pattern' ? parsed.pattern : { pieces: [] }
  const pattern = isExact ? given : foldPattern(given)
  const [first] = pattern.pieces
  return { pattern, head: first?.kind === 'literal' ? first.text : '' }
}
