import { type Condition, foldCondition, type Test } from '@tidegate/model'

/** A test, and the result that it must have. */
export interface Literal {
  readonly test: Test
  readonly wanted: boolean
}

/** Maximum number of alternatives; a rule whose condition has more is omitted. */
const maxTerms = 64

/**
 * Returns a condition (or its negation, if it is not `wanted`) as alternatives, each a conjunction of tests; an empty list is never true.
 * Undefined if there would be more than 64 alternatives.
 */
export function conditionTerms(condition: Condition, wanted = true): readonly (readonly Literal[])[] | undefined {
  return foldCondition<Terms | undefined>(
    condition,
    {
      constant: (value) => (value ? [[]] : []),
      all: allOf,
      any: anyOf,
      test: (test, isWanted) => [[{ test, wanted: isWanted }]],
    },
    wanted,
  )
}

/** Returns the alternatives of a conjunction of conditions. */
export function allTerms(conditions: readonly Condition[]): readonly (readonly Literal[])[] | undefined {
  return conditionTerms({ kind: 'and', all: conditions })
}

type Terms = readonly (readonly Literal[])[]

function anyOf(parts: readonly (Terms | undefined)[]): Terms | undefined {
  const all = parts.flatMap((part) => part ?? [])
  return parts.includes(undefined) || all.length > maxTerms ? undefined : all
}

function allOf(parts: readonly (Terms | undefined)[]): Terms | undefined {
  let terms: Terms = [[]]
  for (const part of parts) {
    if (part === undefined || terms.length * part.length > maxTerms) return undefined
    terms = terms.flatMap((term) => part.map((other) => [...term, ...other]))
  }
  return terms
}
