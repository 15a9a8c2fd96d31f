import type { AddressSubject, Test, TextSubject } from '@tidegate/model'
import type { PatternIndex, PrefixTable, TokenScan } from '@tidegate/values'
import type { Lists } from './lists.ts'

/**
 * The conditions of all rules as tests, terms and rows.
 *
 * A *test* is a Boolean expression over one *dimension* of a request (its address, its agent, the time…), a *term* a conjunction
 * of at most one test per dimension and an optional residual, and a rule hits when one of its terms holds. Each dimension has a
 * *row*: a bit per term, set unless the term has a test there that fails. The AND of all rows is the set of terms that hold
 * (but for their residuals).
 *
 * ```
 *   rows, 32 terms a word      address  1111 0000 0010 …     summary: a bit per word that is not 0
 *                              agent    0000 0100 1111 …
 *                              time     1111 1111 0110 …
 *                        AND   ────────────────────────
 *                              holds    0000 0000 0010 …
 * ```
 *
 * Terms that test the same dimensions stand together, so that a summary leaves few words to look at.
 */
export interface PlanDimensions {
  readonly terms: TermTable
  /** All address sets that are tested, in one structure. */
  readonly prefixes: PrefixTable
  /** The tokens of all bot sets that are tested, or of all sets where a rule looks at `bot`. */
  readonly bots?: BotTable
  /** Every dimension that some term tests or some residual looks at, the cheap ones first. */
  readonly list: readonly Dimension[]
}

export type Dimension = TimeDimension | AddressDimension | TextDimension

export interface TermTable {
  readonly count: number
  /** Words of a row, and words of its summary. */
  readonly words: number
  readonly summaryWords: number
  /** Index in the model's `rules` of each term's rule. */
  readonly rules: Uint32Array
  /** What else a term needs; -1 for nothing, else an index in `residuals`. */
  readonly residualOf: Int32Array
  readonly residuals: readonly Residual[]
}

/** Which tests hold, from which atoms (simple facts of one dimension) hold, and what that means for the terms. */
export interface TestTable {
  readonly atomCount: number
  /** Each test as an expression over atoms. */
  readonly tests: readonly TestExpression[]
  /** What each test gives while no atom holds: 1 or 0. */
  readonly byDefault: Uint8Array
  /** Per atom, the tests in which it stands. */
  readonly testsOfAtom: Lists
  /** Per test, the words of the row that hold terms which test it, and, in the same places of `bits`, those terms. */
  readonly wordsOfTest: Lists
  readonly bits: Int32Array
  /** The row while no atom holds. */
  readonly row: Int32Array
  /** A bit per word of the row that holds a term which tests this dimension. */
  readonly tested: Int32Array
}

export type TestExpression =
  | { readonly kind: 'atom'; readonly atom: number }
  | { readonly kind: 'not'; readonly atom: number }
  | { readonly kind: 'and'; readonly all: readonly TestExpression[] }
  | { readonly kind: 'or'; readonly any: readonly TestExpression[] }

/** Atoms: the address is in a set of `prefixes`. */
export interface AddressDimension {
  readonly kind: 'address'
  readonly subject: AddressSubject
  readonly table: TestTable
  /** Per class of `prefixes`, an index in `flips`. */
  readonly flipsOfClass: Uint32Array
  /** Tests that come out otherwise than by default. List 0 is empty. */
  readonly flips: Lists
}

/** Atoms: see the fields that name them; -1 where there is none. */
export interface TextDimension {
  readonly kind: 'text'
  readonly subject: TextSubject
  readonly table: TestTable
  /** The subject has a value. */
  readonly present: number
  /** A value is not empty (of a fact of type `texts`: not blank). */
  readonly notEmpty: number
  /** A value equals one of several: the atoms of each distinct value. */
  readonly values: readonly string[]
  readonly atomsOfValue: Lists
  /** A value matches a pattern. Values are folded before where they are folded at all, or by the index where it is not `exactly`. */
  readonly patterns?: PatternTable
  /** A value stands to another as the operator says: those that are no patterns because they are not printable ASCII. */
  readonly matches: readonly TextMatch[]
  /** Per bot set of `bots`, the atom that the agent claims to be in it. Only for the agent. */
  readonly atomOfBots?: Int32Array
}

export interface TextMatch {
  readonly operator: 'contains' | 'starts-with' | 'ends-with'
  readonly value: string
  readonly atom: number
}

/** Patterns, and the sets of patterns that they are marks of. */
export interface PatternTable {
  readonly index: PatternIndex
  /** Per pattern, marks: `set << 1` where it speaks for a set, `set << 1 | 1` where it speaks against it. */
  readonly marks: Lists
  /** Per set, the atom that something speaks for it and nothing against it. */
  readonly atomOfSet: Uint32Array
}

/** Tokens, and the bot sets that they are marks of. */
export interface BotTable {
  readonly scan: TokenScan
  /** The text of each token. */
  readonly tokens: readonly string[]
  /** Per token, marks as in `PatternTable`. */
  readonly marks: Lists
  /** Per set, marks that the agent's being in it puts on other sets, all of them behind it. */
  readonly marksOfSet: Lists
  readonly setCount: number
  /** Sets from this one on were made by the compiler and give no bot its name. */
  readonly declaredSets: number
}

/** Atoms: a window is open, by its index in the model's `windows`. */
export interface TimeDimension {
  readonly kind: 'time'
  readonly table: TestTable
  /** Windows of the model, in the order of the atoms. */
  readonly windows: Uint32Array
}

/** What cannot be read off a row: comparisons between facts, sets that come with the request, conditions of too many terms. */
export type Residual =
  | { readonly kind: 'test'; readonly dimension: number; readonly test: number }
  | { readonly kind: 'other'; readonly test: OtherTest; readonly wanted: boolean }
  | { readonly kind: 'and'; readonly all: readonly Residual[] }
  | { readonly kind: 'or'; readonly any: readonly Residual[] }

/** A test that belongs to no dimension. */
export type OtherTest = Exclude<Test, { readonly kind: 'now-in' }>
