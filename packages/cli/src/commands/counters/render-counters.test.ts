import type { CounterState } from '@tidegate/gateway'
import { describe, expect, it } from 'vitest'
import { colors } from '../../terminal/colors.ts'
import { renderChange, renderSeen } from './render-counters.ts'

const atMs = Date.UTC(2026, 10, 18, 10)
const rule = { kind: 'limit', id: 'a', name: 'visitors', file: 'site.policy', line: 1, text: '' } as const
const refused = {
  admitted: false,
  count: 5,
  remaining: 0,
  periodMs: 60_000,
  retryAfterMs: 12_000,
  nextMs: 12_000,
  resetMs: 60_000,
  ownSubject: true,
}

/** The line of a client that the limit refused, `ageMs` after that. */
function lineAfter(
  ageMs: number,
  limit: Partial<CounterState['limit']> = {},
  rest: Partial<CounterState> = {},
): string {
  const state = { site: 'site', limit: { rule, ...refused, ...limit }, key: [{ part: 'ip', value: '192.0.2.1' }], atMs }
  return renderSeen([{ ...state, ...rest }], colors(false), atMs + ageMs, 'none')
}

describe('renderSeen', () => {
  const who = 'ip 192.0.2.1  visitors:'
  it('shows what was refused, until it is not refused any more', () => {
    const seen = '2026-11-18T10:00:00.000Z'
    expect(lineAfter(11_999)).toBe(
      `${seen}  ✗ ${who} 5 of 5 in 1 min, exhausted, next request possible in 12 s, at 10:00:12 UTC  site\n`,
    )
    expect(lineAfter(12_000)).toBe(`${seen}  • ${who} 5 of 5 in 1 min, all available again at 10:01:00 UTC  site\n`)
    expect(lineAfter(60_000)).toBe(`${seen}  ✓ ${who} all available again  site\n`)
  })

  it('shows a block by the limit until it ends, after which the counter is blank', () => {
    const blocked = { blocked: true, retryAfterMs: 900_000 } as const
    expect(lineAfter(899_999, blocked)).toContain('blocked for another 15 min, until 10:15:00 UTC')
    expect(lineAfter(900_000, blocked)).toContain('all available again  site')
  })

  it('shows the block of an operator, and requests in progress, whatever their age is', () => {
    const block = { site: 'site', limit: rule, key: [], sinceMs: atMs, untilMs: atMs + 3_600_000, by: 'ann' }
    expect(lineAfter(1_000_000, {}, { block })).toContain('blocked by ann until 2026-11-18T11:00:00.000Z')
    const { periodMs: _, ...atOnce } = refused
    const line = renderSeen(
      [{ site: 'site', limit: { rule, ...atOnce, retryAfterMs: 1_000 }, key: [], atMs }],
      colors(false),
      atMs + 1_000_000,
      'none',
    )
    expect(line).toContain('✗ in total  visitors: 5 of 5 in progress, exhausted')
  })

  it('says what it is given if there are none', () => {
    expect(renderSeen([], colors(false), atMs, 'no subject is blocked')).toBe('no subject is blocked\n')
  })
})

describe('renderChange', () => {
  const state = (limit: Partial<CounterState['limit']>): CounterState => ({
    site: 'site',
    limit: { rule, ...refused, ...limit },
    key: [{ part: 'ip', value: '192.0.2.1' }],
    atMs,
  })
  const after = [state({ admitted: true, remaining: 5, retryAfterMs: 0 })]

  it.each<readonly [string, Partial<CounterState['limit']>, string]>([
    ['what was used, in the words in which it says what is used now', {}, '5 of 5 in 1 min'],
    ['a bucket by its burst', { burst: 20, remaining: 12 }, '8 of a burst of 20, refilled at 5 in 1 min'],
    ['only that a subject was blocked', { blocked: true }, 'blocked'],
  ])('says %s', (_, limit, before) => {
    expect(renderChange('reset', { before: [state(limit)], after }, colors(false))).toBe(
      `reset\n  ✓ ip 192.0.2.1  visitors: 0 of 5 in 1 min  site  (before: ${before})\n`,
    )
  })
})
