/** The value of a test: true, false, or undefined if the request leaves it in doubt. */
export type Truth = boolean | undefined

/** The conjunction in Kleene's logic: false if a part is false, else in doubt if a part is. */
export function allTrue(parts: Iterable<Truth>): Truth {
  let all: Truth = true
  for (const part of parts) {
    if (part === false) return false
    if (part === undefined) all = undefined
  }
  return all
}

/** The disjunction in Kleene's logic: true if a part is true, else in doubt if a part is. */
export function someTrue(parts: Iterable<Truth>): Truth {
  let some: Truth = false
  for (const part of parts) {
    if (part === true) return true
    if (part === undefined) some = undefined
  }
  return some
}

/** The negation: what is in doubt stays in doubt. */
export function notTrue(part: Truth): Truth {
  return part === undefined ? undefined : !part
}

/** The value on which all readings agree; undefined, that is in doubt, if they do not. `values` is not empty. */
export function agreed(values: readonly boolean[]): Truth {
  return values.every((value) => value === values[0]) ? values[0] : undefined
}
