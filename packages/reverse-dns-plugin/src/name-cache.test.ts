import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import type { ConfirmedName } from './confirm-name.ts'
import { createNameCache, type NameCache } from './name-cache.ts'

function trial(size = 100): { readonly cache: NameCache; readonly advance: (ms: number) => void } {
  let nowMs = 0
  const cache = createNameCache({ size, minTtlMs: 100, maxTtlMs: 1000, absentTtlMs: 50, monotonicMs: () => nowMs })
  return {
    cache,
    advance: (ms) => {
      nowMs += ms
    },
  }
}

const ip = parseIp('192.0.2.1')!
const named = (ttlSeconds: number): ConfirmedName => ({ name: 'a.example.org', ttlSeconds })

describe('createNameCache', () => {
  it.each<[ConfirmedName, number]>([
    [named(0.5), 500],
    [named(0), 100],
    [named(4_294_967_295), 1000],
    [{ name: undefined, ttlSeconds: undefined }, 50],
  ])('keeps %j for %d ms', async (confirmed, holdsMs) => {
    const { cache, advance } = trial()
    let finds = 0
    const get = (): ReturnType<NameCache['get']> =>
      cache.get(ip, async () => {
        finds++
        return confirmed
      })
    expect(await get()).toEqual({ name: confirmed.name, holdsMs })
    advance(holdsMs - 1)
    expect([await get(), finds]).toEqual([{ name: confirmed.name, holdsMs: 1 }, 1])
    advance(1)
    expect([await get(), finds]).toEqual([{ name: confirmed.name, holdsMs }, 2])
  })

  it('starts one look-up for concurrent requests, at first and when the entry has expired', async () => {
    const { cache, advance } = trial()
    let finds = 0
    const find = async (): Promise<ConfirmedName> => {
      finds++
      return named(0.5)
    }
    await Promise.all(Array.from({ length: 50 }, () => cache.get(ip, find)))
    expect(finds).toBe(1)
    advance(500)
    await Promise.all(Array.from({ length: 50 }, () => cache.get(ip, find)))
    expect(finds).toBe(2)
  })

  it('does not cache failures', async () => {
    const { cache } = trial()
    await expect(cache.get(ip, () => Promise.reject(new Error('timeout')))).rejects.toThrow('timeout')
    expect(await cache.get(ip, async () => named(1))).toMatchObject({ name: 'a.example.org' })
  })

  it('removes the least recently used entry', async () => {
    const { cache } = trial(2)
    const asked: string[] = []
    const get = (text: string): ReturnType<NameCache['get']> =>
      cache.get(parseIp(text)!, async () => {
        asked.push(text)
        return named(1)
      })
    for (const text of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.3', '192.0.2.1', '192.0.2.2']) await get(text)
    expect(asked).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.2'])
  })
})
