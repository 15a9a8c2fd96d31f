import { checkTokenScan } from '../tokens/check-token-scan.ts'
import type { TokenScan } from '../tokens/token-scan.ts'
import { checkPrefixIndex } from './check-prefix-index.ts'
import type { MixedCheck } from './mixed-check.ts'
import type { PatternIndex } from './pattern-index.ts'

/**
 * Returns what is wrong with a stored `PatternIndex`, or `undefined` if `scanPatterns` can use it safely: all offsets are in range.
 * Whether the index finds the right patterns is not checked. Never throws for any value. O(size).
 */
export function checkPatternIndex(index: unknown): string | undefined {
  if (!isRecord(index)) return 'a pattern index is not an object'
  const stored: Partial<Record<keyof PatternIndex, unknown>> = index
  const { exactly, patternCount, prefixes, checks, literals, literalChecks } = stored
  if (stored.kind !== 'pattern-index') return 'a pattern index is of another kind'
  if (typeof exactly !== 'boolean') return 'a pattern index does not say how paths are compared'
  if (!isWhole(patternCount, 0xffff_ffff)) return 'the patterns of a pattern index are not counted'
  if (!Array.isArray(checks)) return 'the checks of a pattern index are not an array'
  for (const check of checks) {
    const fault = checkCheck(check, patternCount)
    if (fault !== undefined) return fault
  }
  const fault = checkPrefixIndex(prefixes, patternCount, checks.length) ?? checkTokenScan(literals)
  if (fault !== undefined) return fault
  if (
    !(literalChecks instanceof Uint32Array) ||
    literalChecks.length !== (literals as TokenScan).lengths.length ||
    !literalChecks.every((check) => check < checks.length)
  ) {
    return 'a literal of a pattern index names no check'
  }
  return undefined
}

function checkCheck(check: unknown, patternCount: number): string | undefined {
  if (!isRecord(check)) return 'a check of a pattern index is not an object'
  const { kind, pattern, head, middles, last, hasTail } = check
  if (kind !== 'globstars' && kind !== 'stars' && kind !== 'mixed')
    return 'a check of a pattern index is of another kind'
  if (!isWhole(pattern, patternCount - 1)) return 'a check of a pattern index names no pattern'
  if (
    typeof head !== 'string' ||
    typeof last !== 'string' ||
    typeof hasTail !== 'boolean' ||
    !Array.isArray(middles) ||
    !middles.every((middle) => typeof middle === 'string')
  ) {
    return 'a check of a pattern index has no literals'
  }
  return kind === 'mixed' ? checkMixed(check) : undefined
}

function checkMixed(check: Partial<Record<keyof MixedCheck, unknown>>): string | undefined {
  const { words, classes, moves, anyLoops, slashlessLoops, accepts } = check
  if (
    !isWhole(words, 0xffff) ||
    !(classes instanceof Uint8Array && moves instanceof Uint32Array && anyLoops instanceof Uint32Array) ||
    !(slashlessLoops instanceof Uint32Array && accepts instanceof Uint32Array) ||
    words === 0 ||
    classes.length !== 128 ||
    anyLoops.length !== words ||
    slashlessLoops.length !== words ||
    accepts.length !== words ||
    !classes.every((row) => (row + 1) * words <= moves.length)
  ) {
    return 'the automaton of a check is out of bounds'
  }
  return undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isWhole(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
