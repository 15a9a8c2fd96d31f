import { gappedPattern } from './gapped-pattern.ts'
import { holdsGlobstars, type GlobstarCheck } from './globstar-check.ts'
import { holdsMixed, mixedCheck, type MixedCheck } from './mixed-check.ts'
import type { PathPattern } from './path-pattern.ts'
import { holdsStars, type StarCheck } from './star-check.ts'

/** The check of one pattern that its literal prefix alone does not decide, by the kind of its wildcards. */
export type PatternCheck = GlobstarCheck | StarCheck | MixedCheck

/** Builds the check of a pattern with wildcards; `pattern` is the number that it reports. */
export function patternCheck(shape: PathPattern, pattern: number): PatternCheck {
  const hasStar = shape.pieces.some((piece) => piece.kind === 'star')
  const hasGlobstar = shape.pieces.some((piece) => piece.kind === 'globstar')
  if (hasStar && hasGlobstar) return mixedCheck(shape, pattern)
  return { kind: hasStar ? 'stars' : 'globstars', pattern, ...gappedPattern(shape) }
}

/** Whether a whole path matches the pattern of a check. Without backtracking: O(path × literals or positions / 32). */
export function holdsPattern(check: PatternCheck, path: string): boolean {
  switch (check.kind) {
    case 'globstars':
      return holdsGlobstars(check, path)
    case 'stars':
      return holdsStars(check, path)
    case 'mixed':
      return holdsMixed(check, path)
  }
}
