import { type Condition, negate, type Span } from '@tidegate/model'

/**
 * A condition whose names and types have been checked: the condition for the model, together with what is needed to detect
 * where an absent fact would matter.
 */
export type Typed =
  | { readonly kind: 'anyone'; readonly span: Span }
  | { readonly kind: 'and'; readonly all: readonly Typed[]; readonly span: Span }
  | { readonly kind: 'or'; readonly any: readonly Typed[]; readonly span: Span }
  | { readonly kind: 'not'; readonly condition: Typed; readonly span: Span }
  | TypedTest

export interface TypedTest {
  readonly kind: 'test'
  readonly span: Span
  /** The test without its negation. */
  readonly condition: Condition
  /** Whether the test is `not in`, `!=`, `is absent` or `is empty`. */
  readonly negated: boolean
  /** Whether the test is about presence itself, so that an absent fact has a defined result. */
  readonly asksPresence: boolean
  /** Facts without which the test, or one of the tests that it consists of, is false. */
  readonly needs: readonly PresenceKey[]
  /** The number of leading entries of `needs` that belong to the fact itself, and not to facts after `in`. */
  readonly ownNeeds: number
}

/** A fact that may be absent. Facts that are present together (`with user`) share a key. */
export interface PresenceKey {
  readonly key: string
  /** The fact as written in the policy. */
  readonly fact: string
  /** A test that establishes its presence, such as `user is present`. */
  readonly established: string
  readonly denied: string
  /** Whether the fact comes from an optional declaration, which could say `required` or `with user`. */
  readonly declared: boolean
}

/** Returns the condition for the model. */
export function conditionOf(typed: Typed): Condition {
  switch (typed.kind) {
    case 'anyone':
      return { kind: 'true' }
    case 'and':
      return { kind: 'and', all: typed.all.map(conditionOf) }
    case 'or':
      return { kind: 'or', any: typed.any.map(conditionOf) }
    case 'not':
      return negate(conditionOf(typed.condition))
    case 'test':
      return typed.negated ? negate(typed.condition) : typed.condition
  }
}

/** Yields the tests of a condition, in the order of the text. */
export function* testsOf(typed: Typed): Generator<TypedTest> {
  switch (typed.kind) {
    case 'anyone':
      return
    case 'and':
      for (const each of typed.all) yield* testsOf(each)
      return
    case 'or':
      for (const each of typed.any) yield* testsOf(each)
      return
    case 'not':
      yield* testsOf(typed.condition)
      return
    case 'test':
      yield typed
  }
}
