import {
  createBudget,
  foldPattern,
  parsePathPattern,
  partOfBudget,
  type PathPattern,
  patternCovers,
  patternsOverlap,
} from '@tidegate/values'

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

/** Parses patterns; an invalid one matches nothing. Linear. */
export function knownPatterns(texts: readonly string[]): KnownPatterns {
  return { texts, read: texts.map(readPattern) }
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
export function uncoveredPatterns(texts: readonly string[]): readonly string[] {
  const unique = [...new Set(texts)]
  const read = unique.map(readPattern)
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

function readPattern(text: string): ReadPattern {
  const parsed = parsePathPattern(text)
  const pattern = parsed.kind === 'pattern' ? foldPattern(parsed.pattern) : { pieces: [] }
  const [first] = pattern.pieces
  return { pattern, head: first?.kind === 'literal' ? first.text : '' }
}
