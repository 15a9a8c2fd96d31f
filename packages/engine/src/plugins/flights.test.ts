import { describe, expect, it } from 'vitest'
import { createFlights } from './flights.ts'

/** Look-ups that the test ends. */
function runway(): { readonly begin: () => Promise<void>; readonly land: () => void; readonly begun: () => number } {
  const open: (() => void)[] = []
  let begun = 0
  return {
    begin: () => {
      begun++
      return new Promise<void>((resolve) => open.push(resolve))
    },
    land: () => open.shift()?.(),
    begun: () => begun,
  }
}

describe('createFlights', () => {
  it('starts one look-up for concurrent calls with the same key', async () => {
    const flights = createFlights({ concurrency: 4, queue: 4, timeoutMs: 10_000 })
    const { begin, land, begun } = runway()
    const joined = Array.from({ length: 100 }, () => flights.join('a', begin))
    expect([begun(), flights.count(), new Set(joined).size]).toEqual([1, 1, 1])
    land()
    await joined[0]
    expect([flights.count(), flights.isFlying('a')]).toEqual([0, false])
  })

  it('limits running and waiting look-ups, and rejects the rest', async () => {
    const flights = createFlights({ concurrency: 2, queue: 3, timeoutMs: 10_000 })
    const { begin, land, begun } = runway()
    const joined = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => flights.join(key, begin))
    expect(joined.map((flight) => flight !== undefined)).toEqual([true, true, true, true, true, false, false])
    expect([begun(), flights.count()]).toEqual([2, 5])
    land()
    await joined[0]
    await Promise.resolve()
    expect([begun(), flights.count()]).toEqual([3, 4])
    for (let i = 0; i < 4; i++) {
      land()
      await joined[i + 1]
      await Promise.resolve()
    }
    expect([begun(), flights.count()]).toEqual([5, 0])
  })

  it('ends a look-up that takes too long, even if it ignores the signal', async () => {
    const flights = createFlights({ concurrency: 1, queue: 1, timeoutMs: 5 })
    const signals: AbortSignal[] = []
    const never = (signal: AbortSignal): Promise<void> => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const first = flights.join('a', never)
    const second = flights.join('b', never)
    await first
    await second
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    expect(flights.count()).toBe(0)
  })

  it('frees the slot of a look-up that throws or rejects', async () => {
    const flights = createFlights({ concurrency: 1, queue: 0, timeoutMs: 10_000 })
    await flights.join('a', () => {
      throw new Error('at once')
    })
    await flights.join('a', () => Promise.reject(new Error('later')))
    expect([flights.count(), flights.join('b', () => Promise.resolve()) !== undefined]).toEqual([0, true])
  })

  it('aborts running look-ups and never starts waiting ones after it is closed', async () => {
    const flights = createFlights({ concurrency: 1, queue: 5, timeoutMs: 10_000 })
    const { begun, begin } = runway()
    const signals: AbortSignal[] = []
    const first = flights.join('a', (signal) => {
      signals.push(signal)
      return begin()
    })
    const second = flights.join('b', begin)
    flights.close()
    await Promise.all([first, second])
    expect([begun(), signals[0]?.aborted, flights.count()]).toEqual([1, true, 0])
    expect(flights.join('c', begin)).toBeUndefined()
  })
})
