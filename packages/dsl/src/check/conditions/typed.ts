import { type Condition, negate, type Span } from '@tidegate/model'

/**
 * A condition whose names and types have been checked: what goes into the model, together with what is needed to tell where
 * an absent fact would matter.
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
  /** `not in`, `!=`, `is absent`, `is empty`. */
  readonly negated: boolean
  /** Whether the test asks about presence itself, so that absence is an answer and not a gap. */
  readonly asksPresence: boolean
  /** Facts without which the test, or one of the tests that it stands for, is false. */
  readonly needs: readonly PresenceKey[]
  /** How many of `needs`, the first ones, belong to the fact itself and not to facts behind `in`. */
  readonly ownNeeds: number
}

/** A fact that may be absent. Facts that are present together (`with user`) share a key. */
export interface PresenceKey {
  readonly key: string
  /** The fact as the policy writes it. */
  readonly fact: string
  /** A test that establishes it: `user is present`. */
  readonly established: string
  readonly denied: string
  /** Whether the fact comes from an optional declaration, which could say `required` or `with user`. */
  readonly declared: boolean
}

/** The model's condition. */
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

/** The tests of a condition, in the order of the text. */
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
