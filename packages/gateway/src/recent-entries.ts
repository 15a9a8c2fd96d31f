/** Values by key that are remembered for some time, in bounded memory. */
export interface RecentEntries<Value> {
  /** The value, if it was added less than the time ago. */
  readonly get: (key: string) => Value | undefined
  readonly add: (key: string, value: Value) => void
  /** Removes a value and returns it. */
  readonly take: (key: string) => Value | undefined
  /** Drops all that has become too old. */
  readonly expire: () => void
  readonly size: number
}

interface Entry<Value> {
  readonly value: Value
  readonly addedMs: number
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
 */
export function createRecentEntries<Value>(options: RecentOptions<Value>): RecentEntries<Value> {
  const { forMs, capacity, nowMs, onEnd } = options
  const entries = new Map<string, Entry<Value>>()

  function end(key: string, { value }: Entry<Value>, why: 'old' | 'full'): void {
    entries.delete(key)
    onEnd?.(value, why)
  }

  function expire(): void {
    const before = nowMs() - forMs
    for (const [key, entry] of entries) {
      if (entry.addedMs > before) return
      end(key, entry, 'old')
    }
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (entry.addedMs > nowMs() - forMs) return entry.value
      end(key, entry, 'old')
      return undefined
    },
    add(key, value) {
      expire()
      const present = entries.get(key)
      if (present !== undefined) end(key, present, 'full')
      else if (entries.size >= capacity) {
        for (const [oldest, entry] of entries) {
          end(oldest, entry, 'full')
          break
        }
      }
      entries.set(key, { value, addedMs: nowMs() })
    },
    take(key) {
      const entry = entries.get(key)
      entries.delete(key)
      return entry !== undefined && entry.addedMs > nowMs() - forMs ? entry.value : undefined
    },
    expire,
    get size() {
      return entries.size
    },
  }
}
