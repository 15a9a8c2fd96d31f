import { foldPattern, parsePathPattern, type PathPattern, patternCovers, patternsOverlap } from '@tidegate/values'

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

/** Returns the patterns without those that another one covers; of equal patterns the first one is kept. */
export function uncoveredPatterns(texts: readonly string[]): readonly string[] {
  const unique = [...new Set(texts)]
  const read = unique.map(readPattern)
  const covers = (one: number, other: number): boolean =>
    read[other]!.head.startsWith(read[one]!.head) && patternCovers(read[one]!.pattern, read[other]!.pattern) === true
  return unique.filter((_, index) => {
    return !read.some(
      (__, other) => other !== index && covers(other, index) && (other < index || !covers(index, other)),
    )
  })
}

function readPattern(text: string): ReadPattern {
  const parsed = parsePathPattern(text)
  const pattern = parsed.kind === 'pattern' ? foldPattern(parsed.pattern) : { pieces: [] }
  const [first] = pattern.pieces
  return { pattern, head: first?.kind === 'literal' ? first.text : '' }
}
