import { parsePathPattern, partOfBudget, type PathPattern, patternsCover } from '@tidegate/values'
import type { PlacedPattern } from '../sets/resolved.ts'
import type { Findable } from './findable.ts'

/** Steps for one pattern: whether several patterns together cover another one can take very many. */
const maxSteps = 200_000

/** TG404: a path pattern of a set that adds nothing, because the others match all its paths. */
export function findCoveredPatterns({ checking, work }: Findable): void {
  for (const { any } of checking.resolved.paths.values()) {
    const needed = new Set(any.patterns.flatMap(read))
    for (const pattern of work.each([...needed].toReversed(), ({ span }) => span)) {
      const others = [...needed].filter((other) => other !== pattern)
      if (!work.spend(others.length)) continue
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

function read(placed: PlacedPattern): readonly (PlacedPattern & { readonly pattern: PathPattern })[] {
  const parsed = parsePathPattern(placed.text)
  return parsed.kind === 'pattern' ? [{ ...placed, pattern: parsed.pattern }] : []
}
