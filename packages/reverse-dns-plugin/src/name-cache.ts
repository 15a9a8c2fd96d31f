import { formatIp, type IpAddress } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import type { ConfirmedName } from './confirm-name.ts'

/** A name and until when it holds, on the cache's clock. */
export interface KnownName {
  readonly name: string | undefined
  readonly holdsMs: number
}

/** Names by address: both facts are made of one look-up. */
export interface NameCache {
  /** What is known, what is being found out, or what `find` finds out: one look-up at a time for an address. */
  readonly get: (address: IpAddress, find: () => Promise<ConfirmedName>) => Promise<KnownName>
}

export interface NameCacheOptions {
  readonly size: number
  /** Bounds of what the DNS says about how long a name holds, in milliseconds. */
  readonly minTtlMs: number
  readonly maxTtlMs: number
  /** For how long it holds that there is no confirmed name. */
  readonly absentTtlMs: number
  readonly monotonicMs: () => number
}

interface Entry {
  readonly found: Promise<{ readonly name: string | undefined; readonly untilMs: number }>
}

/** A cache of at most `size` addresses, those that are being looked up among them. Failures are not remembered. */
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
      // WHY: of several that found it out of date at once, the first has begun anew.
      const entry = current === undefined || current === known ? start(key, find) : current
      const { name, untilMs } = await entry.found
      return { name, holdsMs: Math.max(0, untilMs - monotonicMs()) }
    },
  }
}
