import type { AddressSubject, Test, TextSubject } from '@tidegate/model'
import type { PatternIndex, PrefixTable, TokenScan } from '@tidegate/values'
import type { Lists } from './lists.ts'

/**
 * The conditions of all rules, as tests, terms and rows.
 *
 * A *test* is a Boolean expression over one *dimension* of a request (its address, its agent, the time…), a *term* a conjunction
 * of at most one test per dimension and an optional residual, and a rule hits if one of its terms is true. Each dimension has a
 * *row*: one bit per term, set unless the term has a test there that is false. The AND of all rows is the set of terms that are true
 * (apart from their residuals).
 *
 * ```
 *   rows, 32 terms per word    address  1111 0000 0010 …     summary: one bit per word that is not 0
 *                              agent    0000 0100 1111 …
 *                              time     1111 1111 0110 …
 *                        AND   ────────────────────────
 *                              true     0000 0000 0010 …
 * ```
 *
 * Terms that test the same dimensions are adjacent, so that a summary leaves few words to examine.
 */
export interface PlanDimensions {
  readonly terms: TermTable
  /** All address sets that are tested, in one structure. */
  readonly prefixes: PrefixTable
  /** The tokens of all bot sets that are tested, or of all sets if a rule uses `bot`. */
  readonly bots?: BotTable
  /** Every dimension that a term tests or a residual uses, the cheapest first. */
  readonly list: readonly Dimension[]
}

export type Dimension = TimeDimension | AddressDimension | TextDimension

export interface TermTable {
  readonly count: number
  /** Number of words of a row, and of its summary. */
  readonly words: number
  readonly summaryWords: number
  /**
   * What each term belongs to: the index of its rule in the model's `rules`, or the number of rules plus the index of a cost in `costsOf` the
   * model, of which the term is part of the condition.
   */
  readonly rules: Uint32Array
  /** Index in `residuals` of each term's residual; -1 if it has none. */
  readonly residualOf: Int32Array
  readonly residuals: readonly Residual[]
}

/** Derives the tests that are true from the atoms (simple facts of one dimension) that are true, and their effects on terms. */
export interface TestTable {
  readonly atomCount: number
  /** Each test as an expression over atoms. */
  readonly tests: readonly TestExpression[]
  /** The result of each test when no atom is true: 1 or 0. */
  readonly byDefault: Uint8Array
  /** For each atom, the tests that contain it. */
  readonly testsOfAtom: Lists
  /** For each test, the words of the row with terms that contain it; those terms are at the same indices of `bits`. */
  readonly wordsOfTest: Lists
  readonly bits: Int32Array
  /** The row when no atom is true. */
  readonly row: Int32Array
  /** One bit per word of the row that contains a term with a test of this dimension. */
  readonly tested: Int32Array
}

export type TestExpression =
  | { readonly kind: 'atom'; readonly atom: number }
  | { readonly kind: 'not'; readonly atom: number }
  | { readonly kind: 'and'; readonly all: readonly TestExpression[] }
  | { readonly kind: 'or'; readonly any: readonly TestExpression[] }

/** A dimension whose atoms are: the address is in a set of `prefixes`. */
export interface AddressDimension {
  readonly kind: 'address'
  readonly subject: AddressSubject
  readonly table: TestTable
  /** For each class of `prefixes`, an index in `flips`. */
  readonly flipsOfClass: Uint32Array
  /** Lists of tests whose results differ from the default. List 0 is empty. */
  readonly flips: Lists
}

/** A dimension of a text. Its fields contain its atoms; -1 if an atom is not used. */
export interface TextDimension {
  readonly kind: 'text'
  readonly subject: TextSubject
  readonly table: TestTable
  /** Atom: the subject has a value. */
  readonly present: number
  /** Atom: a value is not empty (for a fact of type `texts`: not blank). */
  readonly notEmpty: number
  /** Distinct values with which values of the subject are compared; `atomsOfValue` contains their atoms. */
  readonly values: readonly string[]
  readonly atomsOfValue: Lists
  /** Atoms for patterns. The case of values is folded in advance, or by the index if it does not match `exactly`. */
  readonly patterns?: PatternTable
  /** Atoms for comparisons that cannot be patterns because their values are not printable ASCII. */
  readonly matches: readonly TextMatch[]
  /** For each bot set of `bots`, the atom for: the agent claims to be in it. Only for the agent. */
  readonly atomOfBots?: Int32Array
}

export interface TextMatch {
  readonly operator: 'contains' | 'starts-with' | 'ends-with'
  readonly value: string
  readonly atom: number
}

/** Patterns and the sets that they mark. */
export interface PatternTable {
  readonly index: PatternIndex
  /** For each pattern, its marks: `set << 1` if it includes in a set, `set << 1 | 1` if it excludes from it. */
  readonly marks: Lists
  /** For each set, the atom for: some pattern includes in it, and none excludes from it. */
  readonly atomOfSet: Uint32Array
}

/** Tokens and the bot sets that they mark. */
export interface BotTable {
  readonly scan: TokenScan
  /** The text of each token. */
  readonly tokens: readonly string[]
  /** For each token, its marks, as in `PatternTable`. */
  readonly marks: Lists
  /** For each set, the marks that a member of it gets for other sets, all of which are later. */
  readonly marksOfSet: Lists
  readonly setCount: number
  /** Number of declared sets; later sets were created by the compiler and do not name bots. */
  readonly declaredSets: number
}

/** A dimension whose atoms are: a window of the model is open. */
export interface TimeDimension {
  readonly kind: 'time'
  readonly table: TestTable
  /** Windows of the model, in the order of the atoms. */
  readonly windows: Uint32Array
}

/**
 * A condition that rows cannot represent: a comparison between facts, a test of a set that comes with the request, or a condition with too many
 * terms.
 */
export type Residual =
  | { readonly kind: 'test'; readonly dimension: number; readonly test: number }
  | { readonly kind: 'other'; readonly test: OtherTest; readonly wanted: boolean }
  | { readonly kind: 'and'; readonly all: readonly Residual[] }
  | { readonly kind: 'or'; readonly any: readonly Residual[] }

/** A test that does not belong to a dimension. */
export type OtherTest = Exclude<Test, { readonly kind: 'now-in' }>
