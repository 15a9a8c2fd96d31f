import { describe, expect, it } from 'vitest'
import type { LimitChange, LimitTerms } from '../outcome.ts'
import { compareTerms } from './compare-terms.ts'

const minute = 60_000
const base: LimitTerms = {
  count: 10,
  period: { kind: 'sliding', periodMs: minute },
  key: 'per ip',
  includingRefused: false,
}
const sliding = (periodMs: number, burst?: number): Pick<LimitTerms, 'period'> => ({
  period: { kind: 'sliding', periodMs, ...(burst !== undefined && { burst }) },
})
const calendar = (unit: 'day' | 'month', zone = 'UTC'): Pick<LimitTerms, 'period'> => ({
  period: { kind: 'calendar', unit, zone },
})
const atOnce: Pick<LimitTerms, 'period'> = { period: { kind: 'at-once' } }

describe('compareTerms', () => {
  it.each<readonly [string, Partial<LimitTerms>, Partial<LimitTerms>, LimitChange]>([
    ['a smaller number', {}, { count: 9 }, 'stricter'],
    ['a longer period', {}, sliding(2 * minute), 'stricter'],
    ['both', {}, { count: 9, ...sliding(2 * minute) }, 'stricter'],
    ['a higher cost', { cost: 2 }, { cost: 5 }, 'stricter'],
    ['a cost', {}, { cost: 5 }, 'stricter'],
    ['no cost', {}, { cost: 0 }, 'looser'],
    ['refused requests count, too', {}, { includingRefused: true }, 'stricter'],
    ['a block', {}, { blockMs: minute }, 'stricter'],
    ['a longer block', { blockMs: minute }, { blockMs: 2 * minute }, 'stricter'],
    ['fewer at once', atOnce, { ...atOnce, count: 4 }, 'stricter'],
    ['fewer in a calendar day', calendar('day'), { ...calendar('day'), count: 4 }, 'stricter'],
    ['any two days in place of calendar days', calendar('day'), sliding(2 * 24 * 60 * minute), 'stricter'],
    ['a smaller burst', sliding(minute, 5), sliding(minute, 4), 'stricter'],
  ])('knows that this is stricter or looser, and the other way around: %s', (_, before, after, change) => {
    expect(compareTerms({ ...base, ...before }, { ...base, ...after })).toBe(change)
    const other = change === 'stricter' ? 'looser' : 'stricter'
    expect(compareTerms({ ...base, ...after }, { ...base, ...before })).toBe(other)
  })

  it.each<readonly [string, Partial<LimitTerms>, Partial<LimitTerms>]>([
    ['more in a longer period', {}, { count: 20, ...sliding(2 * minute) }],
    ['another key', {}, { key: 'in total', count: 5 }],
    ['another status', { countingReplies: [401] }, { countingReplies: [403], count: 5 }],
    ['a block that is shorter than the period, after which counting starts from zero', {}, { blockMs: 1_000 }],
    ['a block by the calendar', calendar('day'), { ...calendar('day'), blockMs: minute }],
    ['a calendar day in place of any 24 hours, and the other way around', sliding(24 * 60 * minute), calendar('day')],
    ['another zone', calendar('day'), calendar('day', 'Europe/Bucharest')],
    ['another unit', calendar('day'), calendar('month')],
    ['at once in place of a period', {}, atOnce],
    ['a burst', {}, sliding(minute, 5)],
    ['the cost is a fact', {}, { cost: 'size' }],
    ['a smaller number at a lower cost', { cost: 5 }, { count: 5 }],
    ['another reply', {}, { reply: { status: 503 } }],
    ['nothing', {}, {}],
  ])('knows nothing, in either direction: %s', (_, before, after) => {
    expect(compareTerms({ ...base, ...before }, { ...base, ...after })).toBeUndefined()
    expect(compareTerms({ ...base, ...after }, { ...base, ...before })).toBeUndefined()
  })
})
