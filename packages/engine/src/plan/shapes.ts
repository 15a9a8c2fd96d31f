/**
 * Looks at a value from outside: undefined when it has the shape, else what is wrong and where. Never throws. `depth` counts how far
 * shapes stand inside one another, so that no nesting overflows the stack.
 */
export type Shape = (value: unknown, at: string, depth?: number) => string | undefined

const deepest = 500

/** A text. */
export const text: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} is no text`)

/** True or false. */
export const flag: Shape = (value, at) => (typeof value === 'boolean' ? undefined : `${at} is neither true nor false`)

/** A number that is finite. */
export const number: Shape = (value, at) => (Number.isFinite(value) ? undefined : `${at} is no number`)

/** A whole number from `least` to before `limit`. */
export function whole(least: number, limit: number): Shape {
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value < limit
      ? undefined
      : `${at} is no whole number from ${least} to before ${limit}`
}

/** One of some texts or numbers. */
export function oneOf(...choices: readonly (string | number)[]): Shape {
  return (value, at) => (choices.includes(value as string) ? undefined : `${at} is none of ${choices.join(', ')}`)
}

/** An array of values of one shape. */
export function arrayOf(shape: Shape): Shape {
  return (value, at, depth = 0) => {
    if (!Array.isArray(value)) return `${at} is no array`
    if (depth > deepest) return `${at} lies too deep`
    for (const [index, item] of value.entries()) {
      const fault = shape(item, `${at}[${index}]`, depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

/** A shape that a field may lack. */
export interface OptionalShape {
  readonly optional: Shape
}

/** A field that may be absent. */
export function optional(shape: Shape): OptionalShape {
  return { optional: shape }
}

/** An object with these fields; others are not looked at. Only its own fields count. */
export function objectOf(fields: Readonly<Record<string, Shape | OptionalShape>>): Shape {
  const entries = Object.entries(fields)
  return (value, at, depth = 0) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`
    if (depth > deepest) return `${at} lies too deep`
    for (const [name, field] of entries) {
      const item = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
      if (typeof field !== 'function' && item === undefined) continue
      const fault = (typeof field === 'function' ? field : field.optional)(item, `${at}.${name}`, depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

/** An object whose own `kind` chooses its shape. */
export function kindOf(kinds: Readonly<Record<string, Shape>>): Shape {
  return (value, at, depth = 0) => {
    const kind: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind')
        ? (value as { kind: unknown }).kind
        : undefined
    if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return `${at} is of no known kind`
    return kinds[kind]!(value, at, depth)
  }
}

/** A shape that is made when it is needed, so that it may hold itself. */
export function lazy(make: () => Shape): Shape {
  return (value, at, depth) => make()(value, at, depth)
}

/** What the first of several shapes that does not fit has to say. */
export function allOf(...shapes: readonly Shape[]): Shape {
  return (value, at, depth) => {
    for (const shape of shapes) {
      const fault = shape(value, at, depth)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}
