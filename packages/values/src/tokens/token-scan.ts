import type { GramFilter } from './gram-filter.ts'

/**
 * An Aho–Corasick automaton over bytes folded to classes: plain data, structured-cloneable, built by `buildTokenScan` and read by
 * `scanTokens`. It only reads the parts of a text in which the filter has found that a token is possible.
 *
 * A state with one likely successor is stored directly before it, so that a token is read from consecutive states.
 *
 * ```
 *   byte ── classes ──► class
 *   steps[state] = class       ──► state + 1
 *                = rowStep + r ──► rows[r × classCount + class], whatever the class
 *                = another     ──► continue at otherwise[state]
 *   output[state] ──► list ──► tokens[listStart[list] … listStart[list + 1])
 * ```
 */
export interface TokenScan {
  readonly kind: 'token-scan'
  readonly filter: GramFilter
  /** The class of each byte; 0 stands for every byte that occurs in no token. */
  readonly classes: Uint8Array
  readonly classCount: number
  /** The state that each class leads to, for states that many walks pass through; the first row is that of the root, state 0. */
  readonly rows: Uint32Array
  readonly steps: Uint16Array
  /** The state that continues for all other classes of a state without a row. */
  readonly otherwise: Uint32Array
  /** The list of tokens that end in each state; list 0 is empty. */
  readonly output: Uint32Array
  readonly listStart: Uint32Array
  readonly tokens: Uint32Array
  /** For each token its length, and 1 if it counts only as a whole word. */
  readonly lengths: Uint32Array
  readonly words: Uint8Array
}

/** Steps from this number on are rows; those below are classes. */
export const rowStep: number = 256

/** Number of characters of a user-agent header that are searched for tokens. */
export const maxAgentScan: number = 2048
