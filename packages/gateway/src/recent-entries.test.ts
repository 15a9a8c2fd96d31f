import { createRandom, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRecentEntries, type RecentEntries, type RecentOptions } from './recent-entries.ts'

describe('createRecentEntries', () => {
  it('remembers values for the time, and no more of them than the capacity', () => {
    let now = 0
    const ended: string[] = []
    const entries = createRecentEntries<string>({
      forMs: 10,
      capacity: 2,
      nowMs: () => now,
      onEnd: (value, why) => ended.push(`${value} ${why}`),
    })
    entries.add('a', 'A')
    now = 5
    entries.add('b', 'B')
    entries.add('c', 'C')
    expect([entries.get('a'), entries.get('b'), entries.get('c'), entries.size]).toEqual([undefined, 'B', 'C', 2])
    now = 14
    expect(entries.get('b')).toBe('B')
    now = 15
    expect(entries.get('b')).toBeUndefined()
    expect(entries.take('c')).toBeUndefined()
    expect([entries.size, ended]).toEqual([0, ['A full', 'B old', 'C old']])
  })

  it('gives a value that is taken only once, and never reports its end', () => {
    const ended: number[] = []
    const entries = createRecentEntries<number>({ forMs: 10, capacity: 5, nowMs: () => 0, onEnd: (n) => ended.push(n) })
    entries.add('a', 1)
    expect([entries.take('a'), entries.take('a')]).toEqual([1, undefined])
    entries.add('a', 2)
    entries.add('a', 3)
    expect([entries.get('a'), entries.size, ended]).toEqual([3, 1, [2]])
  })

  it('reports all that has become too old', () => {
    let now = 0
    const ended: number[] = []
    const entries = createRecentEntries<number>({
      forMs: 10,
      capacity: 5,
      nowMs: () => now,
      onEnd: (n) => ended.push(n),
    })
    entries.add('a', 1)
    entries.add('b', 2)
    now = 10
    entries.expire()
    expect(ended).toEqual([1, 2])
  })

  it('does the same as the reference implementation, in any order of calls', () => {
    const random = createRandom(seed)
    const below = (n: number): number => Math.floor(random() * n)
    for (let run = 0; run < runs(20); run++) {
      let now = 0
      const ended: string[] = []
      const expected: string[] = []
      const bounds = { forMs: 1 + below(20), capacity: 1 + below(6), nowMs: () => now }
      const entries = createRecentEntries<number>({ ...bounds, onEnd: (n, why) => ended.push(`${n} ${why}`) })
      const naive = naiveEntries<number>({ ...bounds, onEnd: (n, why) => expected.push(`${n} ${why}`) })
      for (let step = 0; step < 200; step++) {
        now += below(4)
        const key = String(below(8))
        const draw = below(10)
        const call = (each: RecentEntries<number>): number | void => {
          if (draw < 5) return each.add(key, step)
          if (draw < 7) return each.take(key)
          return draw < 9 ? each.get(key) : each.expire()
        }
        expect([call(entries), entries.size, ended]).toEqual([call(naive), naive.size, expected])
      }
    }
  })
})

/** The reference implementation: a list, the oldest first. */
function naiveEntries<Value>({ forMs, capacity, nowMs, onEnd }: RecentOptions<Value>): RecentEntries<Value> {
  let list: { readonly key: string; readonly value: Value; readonly addedMs: number }[] = []
  const drop = (isEnding: (key: string, addedMs: number) => boolean, why: 'old' | 'full' | undefined): void => {
    const ending = list.filter(({ key, addedMs }) => isEnding(key, addedMs))
    list = list.filter((entry) => !ending.includes(entry))
    if (why !== undefined) for (const { value } of ending) onEnd?.(value, why)
  }
  const isOld = (addedMs: number): boolean => addedMs <= nowMs() - forMs
  const get = (wanted: string): Value | undefined => {
    drop((key, addedMs) => key === wanted && isOld(addedMs), 'old')
    return list.find(({ key }) => key === wanted)?.value
  }
  const expire = (): void => drop((_key, addedMs) => isOld(addedMs), 'old')
  return {
    get,
    expire,
    clear: () => drop(() => true, 'full'),
    add(added, value) {
      expire()
      drop((key) => key === added, 'full')
      if (list.length >= capacity) drop((key) => key === list[0]!.key, 'full')
      list.push({ key: added, value, addedMs: nowMs() })
    },
    take(taken) {
      const value = get(taken)
      drop((key) => key === taken, undefined)
      return value
    },
    get size() {
      return list.length
    },
  }
}
