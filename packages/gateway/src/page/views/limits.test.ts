import { describe, expect, it } from 'vitest'
import { createSampleOperator } from '../../testing/sample-operator.ts'
import type { CounterState } from '../../operator/counter-operations.ts'
import { link } from '../parts/links.ts'
import { createTrends } from '../parts/trends.ts'
import { limitsView } from './limits.ts'

const nowMs = Date.UTC(2026, 10, 30, 12)
const sample = createSampleOperator((field) => field, nowMs)

/** The text of the page about a client whose counter is in this state. */
async function pageOf(change: (state: CounterState) => CounterState): Promise<string> {
  const [first] = sample.counters.list()
  const { block: _, ...rest } = first!
  const { blocked: _blocked, ...limit } = rest.limit
  const state = change({ ...rest, limit, atMs: nowMs })
  const counters = {
    ...sample.counters,
    list: () => [state],
    show: () => Promise.resolve({ kind: 'done' as const, value: [state] }),
  }
  const operator = { ...sample, counters }
  const person = { name: 'ana', mayChange: true }
  const query = new URLSearchParams({ ip: '192.0.2.1' })
  const trends = createTrends(operator, () => nowMs)
  const { parts } = await limitsView({ operator, trends, nowMs, person, query, here: link('/limits') })
  return parts.map(({ markup }) => markup.markup.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).join('\n')
}

describe('the counters of a client', () => {
  it('say that a limit blocks it, and until when', async () => {
    const page = await pageOf((state) => ({
      ...state,
      limit: { ...state.limit, admitted: false, remaining: 0, blocked: true, retryAfterMs: 600_000 },
    }))
    expect(page.match(/blocked by this limit until 2026-11-30 12:10:00 UTC/g)).toHaveLength(2)
  })

  it('are not shown as used up when all quota is free again', async () => {
    const of = (ageMs: number): Promise<string> =>
      pageOf((state) => ({ ...state, atMs: nowMs - ageMs, limit: { ...state.limit, resetMs: 60_000 } }))
    expect(await of(59_999)).not.toContain('all free again')
    expect(await of(60_000)).toContain('all free again')
  })

  it('name no time at which requests in progress end', async () => {
    const page = await pageOf(({ limit: { periodMs: _, ...limit }, ...state }) => ({
      ...state,
      limit: { ...limit, admitted: false, remaining: 0, retryAfterMs: 1_000, resetMs: 1_000 },
    }))
    expect(page).toContain('refused, free when a request ends')
    expect(page).not.toContain('free again after')
  })
})
