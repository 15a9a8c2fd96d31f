import { formatIp, type IpAddress } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import type { ConfirmedName } from './confirm-name.ts'

/** A name, or undefined if there is none, and for how many milliseconds it is still valid. */
export interface KnownName {
  readonly name: string | undefined
  readonly holdsMs: number
}

/** Names by address, so that both facts share one look-up. */
export interface NameCache {
  /** The cached name, the result of the look-up in progress, or else that of `find`: at most one look-up per address at a time. */
  readonly get: (address: IpAddress, find: () => Promise<ConfirmedName>) => Promise<KnownName>
}

export interface NameCacheOptions {
  readonly size: number
  /** Bounds for the TTL from the DNS, in milliseconds. */
  readonly minTtlMs: number
  readonly maxTtlMs: number
  /** How long it is cached that there is no confirmed name, in milliseconds. */
  readonly absentTtlMs: number
  readonly monotonicMs: () => number
}

interface Entry {
  readonly found: Promise<{ readonly name: string | undefined; readonly untilMs: number }>
}

/** Creates a cache of at most `size` addresses, including those that are being looked up. Failures are not cached. */
export function createNameCache(options: NameCacheOptions): NameCache {
  const { size, minTtlMs, maxTtlMs, absentTtlMs, monotonicMs } = options
  const entries = new LRUCache<string, Entry>({ max: size })

  function ttlOf({ name, ttlSeconds }: ConfirmedName): number {
    if (name === undefined || ttlSeconds === undefined) return absentTtlMs
    return Math.min(maxTtlMs, Math.max(minTtlMs, ttlSeconds * 1000))
  }

  function start(key: string, find: () => Promise<ConfirmedName>): Entry {
    const found = find().then((confirmed) => ({ name: confirmed.name, untilMs: monotonicMs() + ttlOf(confirmed) }))
    const entry = { found }
    entries.set(key, entry)
    found.catch(() => {
      if (entries.peek(key) === entry) entries.delete(key)
    })
    return entry
  }

  return {
    get: async (address, find) => {
      const key = formatIp(address)
      const known = entries.get(key)
      if (known !== undefined) {
        const { name, untilMs } = await known.found
        const holdsMs = untilMs - monotonicMs()
        if (holdsMs > 0) return { name, holdsMs }
      }
      const current = entries.peek(key)
      // WHY: if several requests find the entry expired at the same time, the first one has already started a new look-up.
      const entry = current === undefined || current === known ? start(key, find) : current
      const { name, untilMs } = await entry.found
      return { name, holdsMs: Math.max(0, untilMs - monotonicMs()) }
    },
  }
}
