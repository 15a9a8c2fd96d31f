/** What was decided about checks, by their keys, in bounded memory. */
export interface RememberedChecks<Value> {
  readonly get: (key: string) => Value | undefined
  readonly add: (key: string, value: Value) => void
  readonly remove: (key: string) => void
  readonly size: number
}

/** For how long values are remembered at least, unless more than `capacity` are added in that time. */
export interface RememberedOptions {
  readonly forMs: number
  readonly capacity: number
  readonly nowMs: () => number
}

/**
 * Creates an empty table, in constant time for each call. It consists of two generations: values are added to the younger one, which replaces the older one
 * when it has existed for `forMs` or has `capacity` values. A value is thus remembered for at least `forMs` and at most twice as long, or
 * for the `capacity` values that are added after it; there are never more than twice as many.
 *
 * WHY not a time for each value: at thousands of checks a second, the garbage collector copies all that is kept.
 */
export function createRememberedChecks<Value>({ forMs, capacity, nowMs }: RememberedOptions): RememberedChecks<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  let startedMs = nowMs()

  function expire(): void {
    const now = nowMs()
    const age = now - startedMs
    if (age < forMs) return
    // WHY not from now on in both cases: the values of the older generation are as old as if it had been replaced in time.
    if (age < 2 * forMs) renew(young, startedMs + forMs)
    else renew(new Map(), now)
  }

  function renew(older: Map<string, Value>, atMs: number): void {
    old = older
    young = new Map()
    startedMs = atMs
  }

  return {
    get(key) {
      expire()
      return young.get(key) ?? old.get(key)
    },
    add(key, value) {
      expire()
      if (young.size >= capacity && !young.has(key)) renew(young, nowMs())
      young.set(key, value)
    },
    remove(key) {
      young.delete(key)
      old.delete(key)
    },
    get size() {
      return young.size + old.size
    },
  }
}
