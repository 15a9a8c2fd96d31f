import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { TextTests } from '../draft/text-tests.ts'
import type { Expression } from '../draft/expression.ts'
import type { ReadIncluded } from '../included-files.ts'

/** A pattern of an ACL. */
export interface HaproxyPattern {
  readonly text: string
  readonly ignoresCase: boolean
}

/** The flags and patterns of an ACL. */
export interface PatternList {
  /** The word after `-m`. */
  readonly match: string | undefined
  /** An operator for numbers, and what follows it. */
  readonly operator: string | undefined
  readonly values: readonly string[]
  /** All patterns, if the sample is not a number. */
  readonly patterns: readonly HaproxyPattern[]
}

/** A table of counters. */
export interface StickTable {
  readonly name: string
  readonly type: string
  /** The periods of its rates in milliseconds, by counter. */
  readonly rates: ReadonlyMap<string, number>
}

/** A test that a rate of requests is higher than `count`. */
export interface RateTest {
  readonly kind: 'rate'
  readonly counter: string
  /** The number of the tracked counter; undefined for `src_…`. */
  readonly slot: number | undefined
  readonly table: string | undefined
  readonly count: number
  readonly label: string
}

/** What a name of an ACL, or an anonymous one, stands for. */
export type Term = Expression | RateTest

/** A key that requests are counted by. */
export interface Track {
  readonly slot: number
  /** Policy text, such as `per ip exact`; undefined if it has no equivalent. */
  readonly key: string | undefined
  /** The requests that are counted. */
  readonly condition: Expression
  readonly table: string
  readonly sample: string
  readonly line: number
}

/** What does not change while a file is imported. */
export interface HaproxyContext {
  readonly draft: PolicyDraft
  readonly tests: TextTests
  readonly included: ReadIncluded | undefined
  readonly tables: ReadonlyMap<string, StickTable>
  /** Writes a comment about something that holds for the whole file, once. */
  readonly once: (key: string, line: number, message: string) => void
}

/** What the rules of a request see at some place: it changes from rule to rule. */
export interface HaproxyState {
  /** Samples that an earlier rule has changed, with what changed them. */
  readonly changed: Map<string, string>
  /** Variables that stand for a sample. */
  readonly variables: Map<string, string>
  readonly tracks: Track[]
  /** Whether `src` is the address that `set-src` found. */
  readonly hasClient: boolean
  readonly usesSource: boolean
}
