import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { CounterStore } from '../counters/store.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf } from '../testing/test-gate.ts'
import type { GateOptions } from './gate-options.ts'
import type { Admission, Gate } from './gate.ts'

const remainingOf = ({ decision }: Admission): readonly string[] =>
  decision.limits.map(({ rule, remaining }) => `${rule.name} ${remaining}`)

/** A store that answers with promises, like one in another process. */
function asynchronous(): CounterStore {
  const memory = createMemoryStore()
  return { ...memory, consume: async (charges, nowMs) => memory.consume(charges, nowMs) }
}

describe('a request that is admitted again', () => {
  it.each<readonly [string, GateOptions]>([
    ['in memory', {}],
    ['in an asynchronous store', { store: asynchronous() }],
  ])('is counted once for each limit and key, %s', async (_, options) => {
    const gate = gateOfText(
      `limit 5 per hour per ip as "all"
limit 5 per hour in total as "total"
limit 5 per hour per path as "paths"
limit 5 per hour per header("x-key") as "keys" when header("x-key") is present
limit 5 per hour per ip as "inner" when path in /inner`,
      options,
    )
    const headers = ['X-Key', 'k']
    const first = await gate.admit(requestOf({ target: '/shop/inner', headers }))
    expect(remainingOf(first).toSorted()).toEqual(['all 4', 'keys 4', 'paths 4', 'total 4'])
    const second = await gate.admit(requestOf({ target: '/inner', headers }), first)
    expect(remainingOf(second).toSorted()).toEqual(['all 4', 'inner 4', 'keys 4', 'paths 4', 'total 4'])
    const third = await gate.admit(requestOf({ target: '/inner', headers }), second)
    expect(remainingOf(third).toSorted()).toEqual(['all 4', 'inner 4', 'keys 4', 'paths 4', 'total 4'])
    const other = await gate.admit(requestOf({ target: '/inner', headers }))
    expect(remainingOf(other).toSorted()).toEqual(['all 3', 'inner 3', 'keys 3', 'paths 3', 'total 3'])
    const elsewhere = await gate.admit(requestOf({ peer: '198.51.100.1' }), other)
    expect(remainingOf(elsewhere).toSorted()).toEqual(['all 4', 'paths 4', 'total 3'])
  })

  it('passes with the last of its quota, and is refused by what it has not been counted for', async () => {
    const gate = gateOfText('limit 1 per hour per ip as "all"\nlimit 1 per day in total as "inner" when path in /inner')
    const outcomes: string[] = []
    for (const peer of ['203.0.113.1', '203.0.113.2']) {
      const first = await gate.admit(requestOf({ peer, target: '/shop/inner' }))
      const { decision } = await gate.admit(requestOf({ peer, target: '/inner' }), first)
      outcomes.push(`${first.decision.outcome} ${decision.outcome} ${decision.rule?.name ?? ''}`)
    }
    expect(outcomes).toEqual(['pass pass ', 'pass limit inner'])
  })

  it('is counted by its reply once', async () => {
    const gate = gateOfText('limit 5 per hour per ip counting only replies 401 as "failures"')
    const first = await gate.admit(requestOf({ target: '/shop/login' }))
    const second = await gate.admit(requestOf({ target: '/login' }), first)
    expect([first.awaitsReply, second.awaitsReply]).toEqual([true, false])
    for (const { settle } of [first, second]) settle({ status: 401 })
    expect(remainingOf(await gate.admit(requestOf()))).toEqual(['failures 4'])
  })

  it('is counted again if it was refused before, if the policy has changed, and if another gate admitted it', async () => {
    const open = (): Gate => gateOfText('limit 5 per hour per ip as "all"\nblock path in /admin')
    const gate = open()
    const refused = await gate.admit(requestOf({ target: '/admin' }))
    const first = await gate.admit(requestOf(), refused)
    expect(remainingOf(first)).toEqual(['all 4'])
    gate.replace(gateOfText('limit 5 per hour per ip as "all"').plan)
    expect(remainingOf(await gate.admit(requestOf(), first))).toEqual(['all 3'])
    expect(remainingOf(await open().admit(requestOf(), first))).toEqual(['all 4'])
  })
})
