import { type Condition, isTest, type Test } from '@tidegate/model'

/** A test and what it must give. */
export interface Literal {
  readonly test: Test
  readonly wanted: boolean
}

/** Conditions that are larger in this form are not said. */
const mostTerms = 64

/**
 * A condition (or its negation, where it is not `wanted`) as alternatives, each a conjunction of tests; an empty list never holds.
 * Undefined where there would be more than 64 alternatives.
 */
export function conditionTerms(condition: Condition, wanted = true): readonly (readonly Literal[])[] | undefined {
  if (isTest(condition)) return [[{ test: condition, wanted }]]
  switch (condition.kind) {
    case 'anyone':
      return wanted ? [[]] : []
    case 'not':
      return conditionTerms(condition.condition, !wanted)
    case 'and':
    case 'or': {
      const parts = (condition.kind === 'and' ? condition.all : condition.any).map((part) =>
        conditionTerms(part, wanted),
      )
      return (condition.kind === 'and') === wanted ? allOf(parts) : anyOf(parts)
    }
  }
}

/** Alternatives of a conjunction of conditions that all are wanted. */
export function allTerms(conditions: readonly Condition[]): readonly (readonly Literal[])[] | undefined {
  return conditionTerms({ kind: 'and', all: conditions })
}

type Terms = readonly (readonly Literal[])[]

function anyOf(parts: readonly (Terms | undefined)[]): Terms | undefined {
  const all = parts.flatMap((part) => part ?? [])
  return parts.includes(undefined) || all.length > mostTerms ? undefined : all
}

function allOf(parts: readonly (Terms | undefined)[]): Terms | undefined {
  let terms: Terms = [[]]
  for (const part of parts) {
    if (part === undefined || terms.length * part.length > mostTerms) return undefined
    terms = terms.flatMap((term) => part.map((other) => [...term, ...other]))
  }
  return terms
}
