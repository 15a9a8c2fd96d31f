import type { TokenScan } from '../tokens/token-scan.ts'
import type { PatternCheck } from './pattern-check.ts'
import type { PrefixIndex } from './prefix-index.ts'

/**
 * Many patterns, filed by shape: plain data, structured-cloneable, built by `buildPatternIndex` and read by `scanPatterns`.
 *
 * ```
 *   /exact   /literal/**   /literal**   ──► prefixes: decided by walking the path down one trie
 *   /literal*…                          ──► prefixes, then its check; if many share a prefix:
 *   **…literal…                         ──► literals: found in one scan of the path, then its check
 * ```
 */
export interface PatternIndex {
  readonly kind: 'pattern-index'
  /** Whether paths are compared as they are; otherwise they and the patterns are folded. */
  readonly exactly: boolean
  readonly patternCount: number
  readonly prefixes: PrefixIndex
  readonly checks: readonly PatternCheck[]
  /** Token `i` of the scan is a literal of check `literalChecks[i]`. */
  readonly literals: TokenScan
  readonly literalChecks: Uint32Array
}

/**
 * Maximum number of patterns without a literal prefix in a policy: a hostile path may require a check of each of them.
 */
export const maxFloatingPatterns: number = 256
