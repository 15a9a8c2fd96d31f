import type { FactSpec, ModelTables } from '../model-tables.ts'
import type { AddressSubject, TextSubject } from '../subjects.ts'
import type { RequestView } from '../view/request-view.ts'

/** What a test can look at in a request. */
export type Subject = TextSubject | AddressSubject | { readonly kind: 'time' }

/** Sets that tests refer to by index. */
export type SetKind = 'addresses' | 'bots' | 'paths' | 'window'

/** How a key names what a test refers to by index. */
export interface KeyNames {
  readonly facts: readonly FactSpec[]
  /** Equal names for sets that are to count as equal. */
  readonly set: (kind: SetKind, index: number) => string
}

/** All that is known of one kind of test. */
export interface TestKind<T> {
  /** Whether the test holds: the reference semantics. False on absent values; doubt about the clock is left aside. */
  readonly holds: (test: T, view: RequestView) => boolean
  /** What the test looks at, in the order in which it names them. */
  readonly reads: (test: T) => readonly Subject[]
  /** The test as people write it in a policy, sets by their names or else by their first members. For reading, not for parsing. */
  readonly text: (test: T, model: ModelTables) => string
  /** What the test found in a request, in words with the request's values; `holds` is how it came out. */
  readonly found: (test: T, holds: boolean, view: RequestView) => string
  /** A text that does not depend on the order of values: tests with equal keys mean the same. */
  readonly key: (test: T, names: KeyNames) => string
}
