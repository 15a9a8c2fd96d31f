import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { Gate } from './gate.ts'
import type { CounterSubject } from '../decide/key-texts.ts'

const policy = `
limit 5 per minute per ip as "visitors"
limit 2 per hour per user as "users" when user is present
limit 3 per minute per ip and header("x-key") as "keys" when header("x-key") is present
limit 10 per minute per path as "paths"
limit 100 per minute in total as "all"
shadow limit 1 per minute per ip as "stricter"`

function open(): { gate: Gate; clock: ReturnType<typeof testClock> } {
  const clock = testClock()
  return { gate: gateOfText(policy, { logger: false, clock }), clock }
}

const ip = '203.0.113.9'
const states = async (gate: Gate, subject: CounterSubject): Promise<readonly string[]> =>
  (await gate.counters.read(subject)).counters.map(({ limit, key }) => {
    const values = key.map(({ part, value }) => `${part}=${value}`).join(' ')
    return `${limit.rule.name ?? ''} ${values} ${limit.remaining}${limit.blocked === true ? ' blocked' : ''}`
  })

describe('the counters of a gate', () => {
  it('are read by what the parts of their keys are', async () => {
    const { gate } = open()
    gate.decide(requestOf({ user: 'ann', target: '/A/', headers: ['X-Key', 'k'] }))
    expect(await states(gate, { ip })).toEqual(['visitors ip=203.0.113.9 4', 'stricter ip=203.0.113.9 0'])
    expect(await states(gate, { user: 'ann' })).toEqual(['users user=ann 1'])
    expect(await states(gate, { ip, key: { 'header("x-key")': 'k' }, limit: 'keys' })).toEqual([
      'keys ip=203.0.113.9 header("x-key")=k 2',
    ])
    expect(await states(gate, { key: { '': '/a' }, limit: 'paths' })).toEqual(['paths path=/a 9'])
    expect(await states(gate, { limit: 'all' })).toEqual(['all  99'])
    expect(await states(gate, {})).toEqual([])
  })

  it('name the limits of which a part is missing, and limits that do not exist', async () => {
    const { gate } = open()
    expect(await gate.counters.read({ ip })).toMatchObject({
      isLimitKnown: true,
      incomplete: [{ limit: { name: 'keys' }, missing: ['header("x-key")'] }],
    })
    expect(await gate.counters.read({ ip, limit: 'users' })).toMatchObject({
      counters: [],
      incomplete: [{ limit: { name: 'users' }, missing: ['user'] }],
    })
    expect(await gate.counters.read({ ip, limit: 'other' })).toMatchObject({ counters: [], isLimitKnown: false })
    expect(await gate.counters.read({ ip: 'nowhere' })).toMatchObject({ counters: [] })
  })

  it('are reset for one subject only', async () => {
    const { gate } = open()
    for (let i = 0; i < 6; i++) gate.decide(requestOf())
    gate.decide(requestOf({ peer: '192.0.2.1' }))
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    expect((await gate.counters.reset({ ip })).counters.map(({ limit }) => limit.remaining)).toEqual([5, 1])
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    expect(await states(gate, { ip: '192.0.2.1', limit: 'visitors' })).toEqual(['visitors ip=192.0.2.1 4'])
  })

  it('block a subject until the time is over, over reloads, and not by shadow limits', async () => {
    const { gate, clock } = open()
    const { counters } = await gate.counters.block({ ip }, 60_000)
    expect(counters.map(({ limit, shadow }) => [limit.blocked, shadow])).toEqual([
      [true, false],
      [undefined, true],
    ])
    const refused = gate.decide(requestOf())
    expect(refused).toMatchObject({
      outcome: 'limit',
      status: 429,
      retryAfterMs: 60_000,
      rule: { name: 'visitors' },
    })
    expect(gate.refusal(refused.id)!.limits[0]).toMatchObject({ blocked: true, remaining: 0 })
    gate.replace(gateOfText(`# changed\n${policy.replace('limit 5', 'limit 7')}`, { logger: false }).plan)
    clock.advance(59_999)
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    expect(gate.decide(requestOf({ peer: '192.0.2.1' })).outcome).toBe('pass')
    clock.advance(1)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    await gate.counters.block({ ip }, 60_000)
    await gate.counters.block({ ip }, 0)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })

  it('end blocks that limits began, after which these count from zero, and leave other counts', async () => {
    const gate = gateOfText(
      'limit 2 per hour per ip as "logins" when path in /login then block for 1 day\nlimit 9 per hour per ip as "all"',
      { logger: false },
    )
    const login = requestOf({ target: '/login' })
    for (let i = 0; i < 3; i++) gate.decide(login)
    expect(await states(gate, { ip })).toEqual(['logins ip=203.0.113.9 0 blocked', 'all ip=203.0.113.9 7'])
    await gate.counters.block({ ip, limit: 'logins' }, 60_000)
    await gate.counters.block({ ip }, 0)
    expect(await states(gate, { ip })).toEqual(['logins ip=203.0.113.9 2', 'all ip=203.0.113.9 7'])
    expect([1, 2, 3].map(() => gate.decide(login).outcome)).toEqual(['pass', 'pass', 'limit'])
  })

  it('are no longer close to a limit after an operator has made them blank', async () => {
    const { gate } = open()
    const edge = (): readonly (string | undefined)[] =>
      gate.counters.edge().flatMap(({ limit, key }) => (limit.rule.name === 'visitors' ? [key[0]?.value] : []))
    for (const peer of [ip, '192.0.2.1']) for (let i = 0; i < 6; i++) gate.decide(requestOf({ peer }))
    expect(edge()).toEqual(['192.0.2.1', ip])
    await gate.counters.reset({ ip })
    expect(edge()).toEqual(['192.0.2.1'])
    await gate.counters.block({ ip: '192.0.2.1' }, 0)
    expect(edge()).toEqual(['192.0.2.1'])
    await gate.counters.block({ ip }, 60_000)
    gate.decide(requestOf())
    expect(edge()).toEqual([ip, '192.0.2.1'])
    await gate.counters.block({ ip }, 0)
    expect(edge()).toEqual(['192.0.2.1'])
  })

  it('know the subjects close to a limit by name, the newest first, and no others', () => {
    const { gate } = open()
    gate.decide(requestOf({ peer: '192.0.2.1', target: '/x' }))
    for (let i = 0; i < 5; i++) gate.decide(requestOf({ target: `/${i}` }))
    gate.decide(requestOf({ peer: '192.0.2.7', user: 'ann', target: '/y' }))
    gate.decide(requestOf({ peer: '192.0.2.8', user: 'ann', target: '/z' }))
    const seen = gate.counters.edge().map(({ limit, key }) => [limit.rule.name, key[0]?.value, limit.remaining])
    expect(seen).toEqual([
      ['users', 'ann', 0],
      ['visitors', '203.0.113.9', 0],
    ])
  })

  it('remember at most a thousand subjects, with short copies of their keys', () => {
    const gate = gateOfText('limit 1 per hour per header("x-key") when header("x-key") is present', { logger: false })
    for (let i = 0; i < 1_100; i++) gate.decide(requestOf({ headers: ['x-key', `${i} ${'x'.repeat(5_000)}`] }))
    const edge = gate.counters.edge()
    expect(edge).toHaveLength(1_000)
    expect(edge[0]!.key[0]!.value).toMatch(/^1099 x+…$/)
    expect(edge[0]!.key[0]!.value).toHaveLength(201)
  })

  it('do not take every request of a bucket for one at its edge', () => {
    const gate = gateOfText('limit 600 per minute per ip burst 10', { logger: false })
    for (let i = 0; i < 5; i++) gate.decide(requestOf())
    expect(gate.counters.edge()).toEqual([])
    for (let i = 0; i < 6; i++) gate.decide(requestOf())
    expect(gate.counters.edge()).toHaveLength(1)
  })

  it('say that a store fails, and change what replaces it', async () => {
    const memory = createMemoryStore()
    let isAway = false
    const store = {
      ...memory,
      consume: (...given: Parameters<typeof memory.consume>) => {
        if (isAway) throw new Error('away')
        return memory.consume(...given)
      },
      reset: () => Promise.reject(new Error('away')),
      block: () => new Promise<boolean>(() => {}),
    }
    const gate = gateOfText('limit 1 per minute per ip', { logger: false, store, storeTimeoutMs: 20 })
    isAway = true
    gate.decide(requestOf())
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    await expect(gate.counters.reset({ ip })).rejects.toThrow('away')
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    await expect(gate.counters.block({ ip }, 1_000)).rejects.toThrow('did not answer')
  })
})
