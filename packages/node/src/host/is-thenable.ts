/**
 * Whether a value has to be awaited.
 *
 * WHY: not `instanceof Promise`: a query of a database library is awaited by its `then`, and as a value of `skip` it would let the request in.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
