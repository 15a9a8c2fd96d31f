import { parsePathPattern, type PathPattern, patternsCover } from '@tidegate/values'
import type { PlacedPattern } from '../sets/resolved.ts'
import type { Findable } from './findable.ts'

const maxPatterns = 60
const stepBudget = 2_000

/** TG404: a path pattern of a set that adds nothing, because the others match all its paths. */
export function findCoveredPatterns({ checking }: Findable): void {
  for (const { any } of checking.resolved.paths.values()) {
    if (any.patterns.length > maxPatterns) continue
    let needed = any.patterns.flatMap(read)
    for (const pattern of needed.toReversed()) {
      const others = needed.filter((other) => other !== pattern)
      const single = others.find((other) => patternsCover([other.pattern], pattern.pattern, stepBudget) === true)
      const together =
        patternsCover(
          others.map((other) => other.pattern),
          pattern.pattern,
          stepBudget,
        ) === true
      if (single === undefined && !together) continue
      needed = others
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
