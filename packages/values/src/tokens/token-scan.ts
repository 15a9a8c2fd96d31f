import type { GramFilter } from './gram-filter.ts'

/**
 * An Aho–Corasick automaton over characters folded to classes: data only, structured-cloneable, made by
 * `buildTokenScan` and read by `scanTokens`. States are numbered breadth first from the root, 0. The first of them
 * ("dense") have a whole row of transitions; the others have their own children and fall back along `suffix`. It is
 * asked about stretches of a text only in which the filter finds a token possible.
 *
 * ```
 *   byte ── classes ──► class
 *   rows[state × classCount + class] ──► n ≥ 0 : row offset of a dense state that matches nothing
 *                                        n < 0 : state ~n, which matches something or is not dense
 *   output[state] ──► list ──► tokens[listStart[list] … listStart[list + 1])
 * ```
 */
export interface TokenScan {
  readonly kind: 'token-scan'
  readonly filter: GramFilter
  /** The class of each byte; 0 stands for every one that no token holds. */
  readonly classes: Uint8Array
  readonly classCount: number
  readonly denseCount: number
  readonly rows: Int32Array
  /** The children of state `s` are the states from `firstChild[s]` to before `firstChild[s + 1]`, in order of class. */
  readonly firstChild: Uint32Array
  /** The class by which each state is entered from its parent. */
  readonly enteredBy: Uint8Array
  /** The state of the longest proper suffix that is a state; always a lower number. */
  readonly suffix: Uint32Array
  /** The list of tokens that end in each state; list 0 is empty. */
  readonly output: Uint32Array
  readonly listStart: Uint32Array
  readonly tokens: Uint32Array
  /** Per token: its length, and 1 where it counts at token boundaries only. */
  readonly lengths: Uint32Array
  readonly words: Uint8Array
}

/** The number of characters of a user-agent header that are searched for tokens. */
export const maxAgentScan: number = 2048
