import { buildTokenScan } from '../tokens/build-token-scan.ts'
import { foldPattern } from './fold-path.ts'
import { gappedPattern } from './gapped-pattern.ts'
import type { PathPattern } from './path-pattern.ts'
import { patternCheck, type PatternCheck } from './pattern-check.ts'
import type { PatternIndex } from './pattern-index.ts'
import { buildPrefixIndex, entryHolds, type PrefixEntry } from './prefix-index.ts'

/**
 * How many patterns that need a check may be filed under one literal prefix before they go to another literal: more where
 * theirs are short, which makes those of all patterns slower to look for.
 */
const mostUnderOnePrefix = { beforeLong: 1, beforeShort: 8 }

/** A literal of this length is soon ruled out. */
const longLiteral = 4

/** How many of the patterns' own beginnings stand for the paths of most requests. */
const mostUsualPaths = 256

/**
 * The index of the patterns; a pattern's place in the array is its number. Unless `exactly`, patterns are folded here
 * and paths by `scanPatterns`. O(total length); throws a `TypeError` for a literal outside printable ASCII, of which
 * `parsePathPattern` makes none.
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
  const entries: PrefixEntry[] = []
  const checks: PatternCheck[] = []
  const literals: string[] = []
  const literalChecks: number[] = []
  for (const [pattern, shape] of shapes.entries()) {
    for (const piece of shape.pieces) {
      if (piece.kind === 'literal' && /[^\x20-\x7e]/.test(piece.text)) {
        throw new TypeError('a literal of a path pattern holds printable ASCII characters only')
      }
    }
    const { head, middles, last } = gappedPattern(shape)
    const holds = settledBy(shape)
    if (holds !== undefined) {
      entries.push({ literal: head, holds, target: pattern })
      continue
    }
    const longest = [...middles, last].reduce((best, text) => (text.length > best.length ? text : best), '')
    const most = longest.length < longLiteral ? mostUnderOnePrefix.beforeShort : mostUnderOnePrefix.beforeLong
    if (longest !== '' && (head === '' || underPrefix.get(head)! > most)) {
      literals.push(longest)
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

/** Requests ask for what a site has, and patterns begin with it. */
function usualPaths(entries: readonly PrefixEntry[]): readonly string[] {
  const every = Math.ceil(entries.length / mostUsualPaths)
  return entries.filter((_, place) => place % every === 0).map((entry) => entry.literal)
}

/** Whether a pattern has no literal prefix, so that no walk from the beginning of a path can rule it out. */
export function isFloating(pattern: PathPattern): boolean {
  return pattern.pieces.length > 1 && pattern.pieces[0]!.kind !== 'literal'
}

/** When a pattern holds for a path that begins with its literal prefix; `undefined` where that needs a check. */
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
