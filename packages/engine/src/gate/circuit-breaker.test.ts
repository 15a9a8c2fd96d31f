import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, firstPauseMs, longestPauseMs } from './circuit-breaker.ts'

function breakerAt(clock: { ms: number }): ReturnType<typeof createCircuitBreaker> & { readonly log: string[] } {
  const log: string[] = []
  return {
    ...createCircuitBreaker({
      monotonicMs: () => clock.ms,
      onOpened: ({ message }) => log.push(`opened: ${message}`),
      onProbe: (awayMs) => log.push(`probe after ${awayMs}`),
      onClosed: (awayMs) => log.push(`closed after ${awayMs}`),
    }),
    log,
  }
}

describe('createCircuitBreaker', () => {
  it('opens at the first failure, lets one probe through at a time, and closes with its answer', () => {
    const clock = { ms: 0 }
    const breaker = breakerAt(clock)
    breaker.failed(breaker.take()!, new Error('gone'))
    expect([breaker.isOpen(), breaker.take()]).toEqual([true, undefined])
    clock.ms = firstPauseMs
    const probe = breaker.take()!
    clock.ms += 10 * longestPauseMs
    expect(breaker.take()).toBeUndefined()
    breaker.answered(probe)
    expect([breaker.isOpen(), breaker.take() === undefined]).toEqual([false, false])
    expect(breaker.log).toEqual(['opened: gone', 'probe after 100', 'closed after 10100'])
    expect(breaker.counts()).toEqual({ outages: 1, probes: 1 })
  })

  it('doubles the pause after each probe that fails, up to a bound, and starts again with the next outage', () => {
    const clock = { ms: 0 }
    const breaker = breakerAt(clock)
    const pauses: number[] = []
    breaker.failed(breaker.take()!, 'text')
    for (let i = 0; i < 7; i++) {
      const fromMs = clock.ms
      let probe: number | undefined
      while ((probe = breaker.take()) === undefined) clock.ms += 50
      pauses.push(clock.ms - fromMs)
      if (i < 6) breaker.failed(probe, 'text')
      else breaker.answered(probe)
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000, 1000])
    breaker.failed(breaker.take()!, 'text')
    clock.ms += firstPauseMs
    expect(breaker.take()).toBeDefined()
  })

  it('ignores the results of calls that began before it was opened or closed last', () => {
    const clock = { ms: 0 }
    const breaker = breakerAt(clock)
    const [one, two, three] = [breaker.take()!, breaker.take()!, breaker.take()!]
    breaker.failed(one, 'text')
    breaker.answered(two)
    expect(breaker.isOpen()).toBe(true)
    clock.ms = 100
    breaker.answered(breaker.take()!)
    breaker.failed(three, 'text')
    expect(breaker.isOpen()).toBe(false)
  })
})
