import { buildTokenScan } from '../tokens/build-token-scan.ts'
import { foldPattern } from './fold-path.ts'
import { gappedPattern } from './gapped-pattern.ts'
import type { PathPattern } from './path-pattern.ts'
import { patternCheck, type PatternCheck } from './pattern-check.ts'
import type { PatternIndex } from './pattern-index.ts'
import { buildPrefixIndex, entryHolds, type PrefixEntry } from './prefix-index.ts'

/** A literal of this length is quickly ruled out; shorter ones slow down the search for the literals of all patterns. */
const longLiteral = 4

/** Number of the patterns' own prefixes that represent the paths of typical requests. */
const maxUsualPaths = 256

/**
 * Builds the index of patterns; a pattern's position in the array is its number. Unless `exactly`, patterns are folded here and
 * paths by `scanPatterns`. O(total length); throws a `TypeError` for a literal outside printable ASCII, which `parsePathPattern`
 * never returns.
 */
export function buildPatternIndex(
  patterns: readonly PathPattern[],
  options: { readonly exactly: boolean },
): PatternIndex {
  const shapes = options.exactly ? patterns : patterns.map(foldPattern)
  const underPrefix = new Map<string, number>()
  for (const shape of shapes) {
    const { head } = gappedPattern(shape)
    if (settledBy(shape) === undefined) underPrefix.set(head, (underPrefix.get(head) ?? 0) + 1)
  }
  const isCrowded = (shape: PathPattern, isScanned: boolean): boolean => {
    const { head } = gappedPattern(shape)
    return underPrefix.get(head)! > maxUnder(head, longestLiteral(shape), isScanned)
  }
  const isScanned = shapes.some((shape) => settledBy(shape) === undefined && isCrowded(shape, false))
  const entries: PrefixEntry[] = []
  const checks: PatternCheck[] = []
  const literals: string[] = []
  const literalChecks: number[] = []
  for (const [pattern, shape] of shapes.entries()) {
    for (const piece of shape.pieces) {
      if (piece.kind === 'literal' && /[^\x20-\x7e]/.test(piece.text)) {
        throw new TypeError('a literal of a path pattern must consist of printable ASCII characters')
      }
    }
    const { head } = gappedPattern(shape)
    const holds = settledBy(shape)
    if (holds !== undefined) {
      entries.push({ literal: head, holds, target: pattern })
      continue
    }
    if (isCrowded(shape, isScanned)) {
      literals.push(longestLiteral(shape))
      literalChecks.push(checks.length)
    } else {
      entries.push({ literal: head, holds: entryHolds.ifChecked, target: checks.length })
    }
    checks.push(patternCheck(shape, pattern))
  }
  return {
    kind: 'pattern-index',
    exactly: options.exactly,
    patternCount: patterns.length,
    prefixes: buildPrefixIndex(entries, options.exactly),
    checks,
    literals: buildTokenScan(
      literals.map((text) => ({ text, word: false })),
      usualPaths(entries),
    ),
    literalChecks: Uint32Array.from(literalChecks),
  }
}

/**
 * Maximum number of patterns with a check that are filed under one prefix; if there are more, they are filed under another literal
 * instead. There is no maximum for patterns that have no other literal. Otherwise the number is 0 for an empty prefix and small for
 * the prefix of every path. It is 1 if literals are searched anyway and the other literal of the pattern is long.
 */
function maxUnder(head: string, literal: string, isScanned: boolean): number {
  if (literal === '') return Infinity
  if (head === '') return 0
  if (isScanned && literal.length >= longLiteral) return 1
  return head === '/' ? 2 : 8
}

/** The longest literal of a pattern after its prefix. */
function longestLiteral(shape: PathPattern): string {
  const { middles, last } = gappedPattern(shape)
  return [...middles, last].reduce((best, text) => (text.length > best.length ? text : best), '')
}

/**
 * Paths of typical requests, taken from the prefixes of the patterns: requests ask for parts of a site that its patterns name.
 */
function usualPaths(entries: readonly PrefixEntry[]): readonly string[] {
  const every = Math.ceil(entries.length / maxUsualPaths)
  return entries.filter((_, place) => place % every === 0).map((entry) => entry.literal)
}

/** Whether a pattern has no literal prefix, so that the beginning of a path cannot rule it out. */
export function isFloating(pattern: PathPattern): boolean {
  return pattern.pieces.length > 1 && pattern.pieces[0]!.kind !== 'literal'
}

/** The condition under which a pattern matches a path that begins with its literal prefix; `undefined` if that needs a check. */
function settledBy(shape: PathPattern): PrefixEntry['holds'] | undefined {
  const rest = shape.pieces[0]?.kind === 'literal' ? shape.pieces.slice(1) : shape.pieces
  if (rest.length > 1) return undefined
  switch (rest[0]?.kind) {
    case undefined:
      return entryHolds.atEnd
    case 'globstar':
      return entryHolds.always
    case 'tail':
      return entryHolds.atSlash
    case 'star':
    case 'literal':
      return undefined
  }
}
