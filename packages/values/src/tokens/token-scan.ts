import type { GramFilter } from './gram-filter.ts'

/**
 * An Aho–Corasick automaton over bytes folded to classes: data only, structured-cloneable, made by `buildTokenScan` and
 * read by `scanTokens`. It is asked about stretches of a text only in which the filter finds a token possible.
 *
 * A state that most often leads on in one way only lies just before the state that it leads to, so that a token is read along neighbours.
 *
 * ```
 *   byte ── classes ──► class
 *   steps[state] = class       ──► state + 1
 *                = rowStep + r ──► rows[r × classCount + class], whatever the class
 *                = another     ──► ask otherwise[state]
 *   output[state] ──► list ──► tokens[listStart[list] … listStart[list + 1])
 * ```
 */
export interface TokenScan {
  readonly kind: 'token-scan'
  readonly filter: GramFilter
  /** The class of each byte; 0 stands for every one that no token holds. */
  readonly classes: Uint8Array
  readonly classCount: number
  /** The state that every class leads to, for states that many walks come through; the first row is that of the root, state 0. */
  readonly rows: Uint32Array
  readonly steps: Uint16Array
  /** Where a state without a row leads from by other classes: as this state does. */
  readonly otherwise: Uint32Array
  /** The list of tokens that end in each state; list 0 is empty. */
  readonly output: Uint32Array
  readonly listStart: Uint32Array
  readonly tokens: Uint32Array
  /** Per token: its length, and 1 where it counts at token boundaries only. */
  readonly lengths: Uint32Array
  readonly words: Uint8Array
}

/** From here on, a step is the number of a row; below are classes. */
export const rowStep: number = 256

/** The number of characters of a user-agent header that are searched for tokens. */
export const maxAgentScan: number = 2048
