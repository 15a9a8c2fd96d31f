/**
 * Checks an untrusted value: returns undefined if it has the shape, or the fault and its path. Never throws. `depth` is the nesting depth,
 * which is limited so that the stack cannot overflow.
 */
export type Shape = (value: unknown, at: string, depth?: number) => string | undefined

const maxDepth = 500

/** A string. */
export const text: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} is not a string`)

/** True or false. */
export const flag: Shape = (value, at) => (typeof value === 'boolean' ? undefined : `${at} is not true or false`)

/** A finite number. */
export const number: Shape = (value, at) => (Number.isFinite(value) ? undefined : `${at} is not a number`)

/** A whole number from `min` to below `limit`. */
export function whole(min: number, limit: number): Shape {
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value < limit
      ? undefined
      : `${at} is not a whole number from ${min} to below ${limit}`
}

/** One of several strings or numbers. */
export function oneOf(...choices: readonly (string | number)[]): Shape {
  return (value, at) => (choices.includes(value as string) ? undefined : `${at} is not one of ${choices.join(', ')}`)
}

/** An array of values of one shape. */
export function arrayOf(shape: Shape): Shape {
  return (value, at, depth = 0) => {
    if (!Array.isArray(value)) return `${at} is not an array`
    if (depth > maxDepth) return `${at} is nested too deeply`
    for (const [index, item] of value.entries()) {
      const fault = shape(item, `${at}[${index}]`, depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

/** The shape of an optional field. */
export interface OptionalShape {
  readonly optional: Shape
}

/** An optional field. */
export function optional(shape: Shape): OptionalShape {
  return { optional: shape }
}

/** An object with these own fields; others are ignored. */
export function objectOf(fields: Readonly<Record<string, Shape | OptionalShape>>): Shape {
  const entries = Object.entries(fields)
  return (value, at, depth = 0) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is not an object`
    if (depth > maxDepth) return `${at} is nested too deeply`
    for (const [name, field] of entries) {
      const item = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
      if (typeof field !== 'function' && item === undefined) continue
      const fault = (typeof field === 'function' ? field : field.optional)(item, `${at}.${name}`, depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

/** An object whose own `kind` selects its shape. */
export function kindOf(kinds: Readonly<Record<string, Shape>>): Shape {
  return (value, at, depth = 0) => {
    const kind: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind')
        ? (value as { kind: unknown }).kind
        : undefined
    if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return `${at} is of an unknown kind`
    return kinds[kind]!(value, at, depth)
  }
}

/** A shape that is created on first use, so that it may be recursive. */
export function lazy(make: () => Shape): Shape {
  return (value, at, depth) => make()(value, at, depth)
}

/** A value that has all of several shapes; the first fault is reported. */
export function allOf(...shapes: readonly Shape[]): Shape {
  return (value, at, depth) => {
    for (const shape of shapes) {
      const fault = shape(value, at, depth)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}
