import { anyOf, type Condition, notOf } from '../draft/condition.ts'

/** The values that a variable takes: each but the default under a condition of its own; no two of them hold together. */
export interface Variable {
  readonly cases: readonly { readonly value: string; readonly condition: Condition }[]
  readonly byDefault: string
}

/** Variables that `geo` and `map` define, by name without `$`, where they can be said in the language. */
export type Variables = ReadonlyMap<string, Variable>

/** The condition under which a variable has one of some values. */
export function whenValue({ cases, byDefault }: Variable, isWanted: (value: string) => boolean): Condition {
  const has = (wanted: boolean): Condition =>
    anyOf(cases.filter(({ value }) => isWanted(value) === wanted).map(({ condition }) => condition))
  return isWanted(byDefault) ? notOf(has(false)) : has(true)
}

/** A name without `$` and braces; undefined for what is no variable alone. */
export function variableName(text: string | undefined): string | undefined {
  return /^\$(?:\{(\w+)\}|(\w+))$/
    .exec(text ?? '')
    ?.slice(1)
    .find((name) => name !== undefined)
}
