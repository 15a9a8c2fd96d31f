import { parsePathPattern, partOfBudget, type PathPattern, patternsCover } from '@tidegate/values'
import type { PlacedPattern } from '../sets/resolved.ts'
import type { Findable } from './findable.ts'

const stepsPerCandidate = 8

/** Steps for one pattern: whether several patterns together cover another one can take very many. */
const maxSteps = 200_000

/** TG404: a path pattern of a set that adds nothing, because the others match all its paths. */
export function findCoveredPatterns({ checking, work }: Findable): void {
  for (const { any } of checking.resolved.paths.values()) {
    const all = any.patterns.flatMap(read)
    const needed = new Set(all)
    const withWildcards = all.filter((each) => !isLiteral(each))
    const literals = Map.groupBy(all.filter(isLiteral), ({ text }) => text)
    /** A pattern without wildcards is covered by patterns with wildcards, and by equal ones. */
    const coversOfLiteral = ({ text }: PlacedPattern): readonly ReadPattern[] => {
      return [...withWildcards, ...(literals.get(text) ?? [])].toSorted((x, y) => x.span.start - y.span.start)
    }
    for (const pattern of work.each([...needed].toReversed(), ({ span }) => span)) {
      const size = isLiteral(pattern) ? withWildcards.length + (literals.get(pattern.text)?.length ?? 0) : needed.size
      if (!work.spend(stepsPerCandidate * size)) continue
      const candidates = isLiteral(pattern) ? coversOfLiteral(pattern) : [...needed]
      const others = candidates.filter((other) => other !== pattern && needed.has(other))
      const budget = partOfBudget(work, maxSteps)
      const single = others.find((other) => patternsCover([other.pattern], pattern.pattern, budget) === true)
      const together =
        single === undefined &&
        patternsCover(
          others.map((other) => other.pattern),
          pattern.pattern,
          budget,
        ) === true
      if (budget.isExhausted()) work.leaveOpen(pattern.span)
      if (single === undefined && !together) continue
      needed.delete(pattern)
      const cover = single === undefined ? 'the other patterns together match' : `\`${writtenOf(single)}\` matches`
      checking.report.add('TG404', pattern.span, `\`${writtenOf(pattern)}\` adds nothing: ${cover} all its paths`, {
        related: single === undefined ? [] : [{ span: single.span, message: 'this pattern covers it' }],
      })
    }
  }

  /** Returns the pattern as written in the policy, not as normalised for comparison. */
  function writtenOf({ span }: PlacedPattern): string {
    return checking.sourceText(span)
  }
}

interface ReadPattern extends PlacedPattern {
  readonly pattern: PathPattern
}

function isLiteral({ pattern }: ReadPattern): boolean {
  return pattern.pieces.every(({ kind }) => kind === 'literal')
}

function read(placed: PlacedPattern): readonly ReadPattern[] {
  const parsed = parsePathPattern(placed.text)
  return parsed.kind === 'pattern' ? [{ ...placed, pattern: parsed.pattern }] : []
}
