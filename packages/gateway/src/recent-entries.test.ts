import { describe, expect, it } from 'vitest'
import { createRecentEntries } from './recent-entries.ts'

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
    expect([entries.size, ended]).toEqual([0, ['A full', 'B old']])
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
})
