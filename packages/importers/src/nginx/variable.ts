import { allOf, always, anyOf, type Condition, notOf } from '../draft/condition.ts'

/** The values that a variable can have: each one except the default has a condition, and no two conditions are true together. */
export interface Variable {
  readonly cases: readonly VariableCase[]
  readonly byDefault: string
}

/** A value of a variable, and when it has it. */
export interface VariableCase {
  readonly value: string
  readonly condition: Condition
}

/** Variables that `geo`, `map` and `set` define, by name without `$`, as far as they have an equivalent. */
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

/** A piece of a text with variables. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }

/** Returns the pieces of a text such as `$a:${b}c`. */
export function templateParts(text: string): readonly TemplatePart[] {
  return Array.from(text.matchAll(/\$(?:\{(\w+)\}|(\w+))|[^$]+|\$/g), ([whole, braced, plain]): TemplatePart => {
    const name = braced ?? plain
    return name === undefined ? { kind: 'text', text: whole } : { kind: 'name', name }
  })
}

const maxCombinations = 256

/** Returns a text whose variables are known as a variable of its own; undefined if one is unknown, or if there are too many values. */
export function templateVariable(text: string, variables: Variables): Variable | undefined {
  let all: readonly VariableCase[] = [{ value: '', condition: always }]
  for (const part of templateParts(text)) {
    const cases = part.kind === 'text' ? [{ value: part.text, condition: always }] : allCases(variables.get(part.name))
    if (cases === undefined || all.length * cases.length > maxCombinations) return undefined
    all = all.flatMap((front) =>
      cases.map((back) => ({
        value: front.value + back.value,
        condition: allOf([front.condition, back.condition]),
      })),
    )
  }
  // The combination of all defaults is the last one.
  const byDefault = all.at(-1)!.value
  return { byDefault, cases: joinedCases(all.filter(({ value }) => value !== byDefault)) }
}

/** Returns one case per value. */
export function joinedCases(cases: readonly VariableCase[]): readonly VariableCase[] {
  const byValue = new Map<string, Condition[]>()
  for (const { value, condition } of cases) {
    const known = byValue.get(value)
    if (known === undefined) byValue.set(value, [condition])
    else known.push(condition)
  }
  return Array.from(byValue, ([value, conditions]) => ({ value, condition: anyOf(conditions) }))
}

function allCases(variable: Variable | undefined): readonly VariableCase[] | undefined {
  if (variable === undefined) return undefined
  const others = anyOf(variable.cases.map(({ condition }) => condition))
  return [...variable.cases, { value: variable.byDefault, condition: notOf(others) }]
}
