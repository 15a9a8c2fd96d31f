/**
 * Whether a value has to be awaited.
 *
 * WHY: `instanceof Promise` is not enough: the query object of a database library has a `then` but is not a promise, and as the result of `skip` it
 * would count as true and let the request in.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
