import type { TokenScan } from '../tokens/token-scan.ts'
import type { PatternCheck } from './pattern-check.ts'
import type { PrefixIndex } from './prefix-index.ts'

/**
 * Many patterns, filed by shape: data only, structured-cloneable, made by `buildPatternIndex` and read by
 * `scanPatterns`.
 *
 * ```
 *   /exact   /literal/**   /literal**   ──► prefixes: settled by walking the path down one trie
 *   /literal*…                          ──► prefixes, then its check; where many begin alike:
 *   **…literal…                         ──► literals: found in one scan of the path, then its check
 * ```
 */
export interface PatternIndex {
  readonly kind: 'pattern-index'
  /** Whether paths are compared as they are; else they and the patterns are folded. */
  readonly exactly: boolean
  readonly patternCount: number
  readonly prefixes: PrefixIndex
  readonly checks: readonly PatternCheck[]
  /** Token `i` of the scan is a literal of check `literalChecks[i]`. */
  readonly literals: TokenScan
  readonly literalChecks: Uint32Array
}

/**
 * The number of patterns without a literal prefix that a policy may hold: each of them may have to be checked on a
 * hostile path.
 */
export const maxFloatingPatterns: number = 256
