/** Values by key that are remembered for some time, in bounded memory. */
export interface RecentEntries<Value> {
  /** The value, if it was added less than the time ago. */
  readonly get: (key: string) => Value | undefined
  readonly add: (key: string, value: Value) => void
  /** Removes a value and returns it, if it was added less than the time ago. One that is too old ends, as by `expire`. */
  readonly take: (key: string) => Value | undefined
  /** Drops all that has become too old. */
  readonly expire: () => void
  /** Drops everything. */
  readonly clear: () => void
  readonly size: number
}

/** An entry, and its neighbours in the order in which entries were added. */
interface Entry<Value> {
  readonly key: string
  readonly value: Value
  readonly addedMs: number
  older: Entry<Value> | undefined
  newer: Entry<Value> | undefined
}

/** What these entries are bounded by, and who is to know about the end of one. */
export interface RecentOptions<Value> {
  readonly forMs: number
  readonly capacity: number
  readonly nowMs: () => number
  /** Called for a value that became too old, or that was dropped because there are too many. */
  readonly onEnd?: (value: Value, why: 'old' | 'full') => void
}

/**
 * Creates an empty table. All entries have the same time to live, so the oldest are always the first: adding costs constant time, and an entry that
 * is added to a full table replaces the oldest one.
 *
 * WHY a list in addition to the map: a map finds its first key only by walking over all that were deleted before it, up to half of its size.
 */
export function createRecentEntries<Value>(options: RecentOptions<Value>): RecentEntries<Value> {
  const { forMs, capacity, nowMs, onEnd } = options
  const entries = new Map<string, Entry<Value>>()
  let oldest: Entry<Value> | undefined
  let newest: Entry<Value> | undefined

  function append(key: string, value: Value): void {
    const entry: Entry<Value> = { key, value, addedMs: nowMs(), older: newest, newer: undefined }
    if (newest === undefined) oldest = entry
    else newest.newer = entry
    newest = entry
    entries.set(key, entry)
  }

  function remove({ key, older, newer }: Entry<Value>): void {
    if (older === undefined) oldest = newer
    else older.newer = newer
    if (newer === undefined) newest = older
    else newer.older = older
    entries.delete(key)
  }

  function end(entry: Entry<Value>, why: 'old' | 'full'): void {
    remove(entry)
    onEnd?.(entry.value, why)
  }

  function expire(): void {
    const before = nowMs() - forMs
    while (oldest !== undefined && oldest.addedMs <= before) end(oldest, 'old')
  }

  /** The entry with this key; one that has become too old ends. */
  function current(key: string): Entry<Value> | undefined {
    const entry = entries.get(key)
    if (entry === undefined || entry.addedMs > nowMs() - forMs) return entry
    end(entry, 'old')
    return undefined
  }

  return {
    get: (key) => current(key)?.value,
    add(key, value) {
      expire()
      const present = entries.get(key)
      if (present !== undefined) end(present, 'full')
      else if (entries.size >= capacity && oldest !== undefined) end(oldest, 'full')
      append(key, value)
    },
    take(key) {
      const entry = current(key)
      if (entry !== undefined) remove(entry)
      return entry?.value
    },
    expire,
    clear: () => {
      while (oldest !== undefined) end(oldest, 'full')
    },
    get size() {
      return entries.size
    },
  }
}
