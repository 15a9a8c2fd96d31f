import { createRandom, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { checkKey } from './check-key.ts'
import { createRememberedChecks } from './remembered-checks.ts'

describe('createRememberedChecks', () => {
  it('remembers a value for the time, and never for more than twice the time', () => {
    let now = 0
    const checks = createRememberedChecks<string>({ forMs: 10, capacity: 5, nowMs: () => now })
    now = 9
    checks.add('a', 'A')
    now = 19
    expect([checks.get('a'), checks.size]).toEqual(['A', 1])
    now = 29
    expect([checks.get('a'), checks.size]).toEqual([undefined, 0])
  })

  it('remembers none for longer if nothing was asked when its time was over', () => {
    let now = 0
    const checks = createRememberedChecks<string>({ forMs: 10, capacity: 5, nowMs: () => now })
    checks.add('a', 'A')
    now = 19
    expect(checks.get('a')).toBe('A')
    now = 20
    expect(checks.get('a')).toBeUndefined()
  })

  it('forgets everything after a pause', () => {
    let now = 0
    const checks = createRememberedChecks<string>({ forMs: 10, capacity: 5, nowMs: () => now })
    checks.add('a', 'A')
    now = 20
    expect(checks.get('a')).toBeUndefined()
  })

  it('remembers at least the latest values up to the capacity, and at most twice as many', () => {
    const checks = createRememberedChecks<number>({ forMs: 10, capacity: 3, nowMs: () => 0 })
    for (let n = 0; n < 100; n++) {
      checks.add(String(n), n)
      for (let recent = Math.max(0, n - 2); recent <= n; recent++) expect(checks.get(String(recent))).toBe(recent)
      expect(checks.size).toBeLessThanOrEqual(6)
    }
  })

  it('forgets what is removed', () => {
    const checks = createRememberedChecks<number>({ forMs: 10, capacity: 1, nowMs: () => 0 })
    checks.add('a', 1)
    checks.add('b', 2)
    checks.remove('a')
    checks.remove('b')
    expect([checks.get('a'), checks.get('b'), checks.size]).toEqual([undefined, undefined, 0])
  })

  it('never gives another value than the latest one, in any order of calls', () => {
    expect.hasAssertions()
    const random = createRandom(seed)
    const below = (n: number): number => Math.floor(random() * n)
    for (let run = 0; run < runs(20); run++) {
      let now = 0
      const [forMs, capacity] = [1 + below(20), 1 + below(6)]
      const checks = createRememberedChecks<number>({ forMs, capacity, nowMs: () => now })
      const latest = new Map<string, { readonly value: number; readonly addedMs: number }>()
      for (let step = 0; step < 200; step++) {
        now += below(4)
        const key = String(below(8))
        const isAdded = below(2) === 0
        if (isAdded) {
          checks.add(key, step)
          latest.set(key, { value: step, addedMs: now })
        }
        const found = checks.get(key)
        const last = latest.get(key)
        if (found !== undefined) expect([found, now - last!.addedMs < 2 * forMs]).toEqual([last!.value, true])
        if (isAdded) expect(found).toBe(step)
      }
    }
  })
})

describe('checkKey', () => {
  const check = {
    kind: 'check',
    request: { method: 'GET', target: '/', headers: [], peer: '192.0.2.1' },
    host: 'a',
    id: '1',
  } as const

  it('differs where door, id, address, method, host or target do', () => {
    const { request } = check
    const keys = [
      checkKey('auth-request', check),
      checkKey('forward-auth', check),
      checkKey('auth-request', { ...check, id: '2' }),
      checkKey('auth-request', { ...check, host: 'b' }),
      checkKey('auth-request', { ...check, request: { ...request, method: 'POST' } }),
      checkKey('auth-request', { ...check, request: { ...request, target: '/x' } }),
      checkKey('auth-request', { ...check, request: { ...request, peer: '192.0.2.2' } }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(checkKey('auth-request', { ...check, request: { ...request, headers: ['A', 'b'] } })).toBe(keys[0])
  })

  it('has a bounded length, whatever a client sends', () => {
    const long = (end: string): string =>
      checkKey('auth-request', { ...check, request: { ...check.request, target: `/${'x'.repeat(100_000)}${end}` } })
    expect(long('a').length).toBeLessThanOrEqual(512)
    expect(long('a')).not.toBe(long('b'))
  })
})
