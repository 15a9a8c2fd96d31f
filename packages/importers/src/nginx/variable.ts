import { anyOf, type Condition, notOf } from '../draft/condition.ts'

/** The values that a variable can have: each one except the default has a condition, and no two conditions are true together. */
export interface Variable {
  readonly cases: readonly { readonly value: string; readonly condition: Condition }[]
  readonly byDefault: string
}

/** Variables that `geo` and `map` define, by name without `$`, as far as they have an equivalent. */
export type Variables = ReadonlyMap<string, Variable>

/** Returns the condition under which a variable has one of some values. */
export function whenValue({ cases, byDefault }: Variable, isWanted: (value: string) => boolean): Condition {
  const has = (wanted: boolean): Condition =>
    anyOf(cases.filter(({ value }) => isWanted(value) === wanted).map(({ condition }) => condition))
  return isWanted(byDefault) ? notOf(has(false)) : has(true)
}

/** Returns a name without `$` and braces; undefined for text that is not a single variable. */
export function variableName(text: string | undefined): string | undefined {
  return /^\$(?:\{(\w+)\}|(\w+))$/
    .exec(text ?? '')
    ?.slice(1)
    .find((name) => name !== undefined)
}
