import type { FactSpec, ModelTables } from '../model-tables.ts'
import type { AddressSubject, TextSubject } from '../subjects.ts'
import type { Truth } from '../truth.ts'
import type { RequestView } from '../view/request-view.ts'

/** What a test can read from a request. */
export type Subject = TextSubject | AddressSubject | { readonly kind: 'time' }

/** Sets that tests refer to by index. */
export type SetKind = 'addresses' | 'bots' | 'paths' | 'window'

/** The names in a key for what a test refers to by index. */
export interface KeyNames {
  readonly facts: readonly FactSpec[]
  /** Returns equal names for sets that count as equal. */
  readonly set: (kind: SetKind, index: number) => string
}

/** Everything about one kind of test. */
export interface TestKind<T> {
  /**
   * Whether the test is true: the reference semantics. False for absent values. Undefined if the request leaves it in doubt: what the test
   * reads is unknown, or occurs more than once so that readers differ.
   */
  readonly value: (test: T, view: RequestView) => Truth
  /** What the test reads, in the order in which it names it. */
  readonly reads: (test: T) => readonly Subject[]
  /** The test as it is written in a policy, with sets by their names or first members. For reading, not for parsing. */
  readonly text: (test: T, model: ModelTables) => string
  /** The result of the test in words, with the values of the request; `holds` is its value, which is not in doubt. */
  readonly found: (test: T, holds: boolean, view: RequestView) => string
  /** A key that does not depend on the order of values: tests with equal keys are equivalent. */
  readonly key: (test: T, names: KeyNames) => string
}
