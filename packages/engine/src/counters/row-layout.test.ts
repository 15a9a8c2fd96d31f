import { describe, expect, it } from 'vitest'
import { layRow, rowBytes, sameLayout } from './row-layout.ts'
import type { CounterSpec, SubjectSpec, WindowCounter } from './store.ts'

describe('rowBytes', () => {
  it.each([
    ['a log of 16', [log(16)], 16 + 64],
    ['a log of 5', [log(5)], 16 + 24],
    ['a ring of 200', [{ ...log(200), algorithm: 'ring' as const }], 16 + 48],
    ['a ring of 300', [{ ...log(300), algorithm: 'ring' as const }], 16 + 80],
    ['a ring of a million', [{ ...log(1e6), algorithm: 'ring' as const }], 16 + 144],
    ['a bucket', [{ ...log(100), algorithm: 'gcra' as const, burst: 10 }], 16 + 8],
    ['a log over a year', [{ ...log(4), periodMs: 365 * 86_400_000 }], 16 + 32],
    ['two logs', [log(5), log(16, 'y')], 16 + 24 + 64],
  ])('of %s', (_, counters, bytes) => {
    expect(rowBytes(subject(counters))).toBe(bytes)
  })
})

describe('layRow', () => {
  it.each([
    { ...log(5), count: 0 },
    { ...log(5), count: 1.5 },
    { ...log(5), count: 2 ** 31 },
    { ...log(5), periodMs: 0 },
    { ...log(5), periodMs: Infinity },
    { ...log(5), algorithm: 'gcra' as const, burst: 2 ** 31 - 1, periodMs: 366 * 86_400_000 },
  ])('throws for %o', (spec) => {
    expect(() => layRow(subject([spec]), 1, undefined)).toThrow(RangeError)
  })

  it('keeps `since` of counters that stay, and gives others a new one', () => {
    const first = layRow(subject([log(5), log(5, 'y'), log(5, 'z')]), 1, undefined)
    const second = layRow(subject([{ ...log(9, 'y'), periodMs: 1 }, log(20)]), 2, first)
    const third = layRow(subject([log(5), log(5, 'z')]), 3, second)
    expect(second.counters.map((counter) => counter.since)).toEqual([2, 1])
    expect(third.counters.map((counter) => counter.since)).toEqual([1, 3])
  })

  it('is the same layout only if no counter changes', () => {
    const first = layRow(subject([log(5)]), 1, undefined)
    expect(sameLayout(first, layRow(subject([log(5)]), 2, first))).toBe(true)
    expect(sameLayout(first, layRow(subject([log(6)]), 2, first))).toBe(false)
    expect(sameLayout(first, layRow(subject([{ ...log(5), algorithm: 'ring' }]), 2, first))).toBe(false)
    expect(sameLayout(first, layRow(subject([]), 2, first))).toBe(false)
  })
})

function log(count: number, identity = 'x'): WindowCounter {
  return { identity, algorithm: 'log', count, periodMs: 60_000 }
}

function subject(counters: readonly CounterSpec[]): SubjectSpec {
  return { identity: 'ip', shadow: false, counters }
}
