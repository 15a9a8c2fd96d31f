import type { FactValue } from '@tidegate/model'
import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { blankFacts } from '../judge/blank-facts.ts'
import type { AsyncFact } from './fact-definition.ts'
import { type FactInputs, factInputs } from './fact-inputs.ts'
import { createFactResolver, type FactResolver } from './fact-resolver.ts'

function from(ip: string, more: { readonly user?: string } = {}): FactInputs {
  return factInputs({ ...blankFacts, ip: parseIp(ip)!, ...more }, { target: '/', headers: [] })
}

interface Trial {
  readonly resolver: FactResolver
  readonly asked: string[]
  readonly failures: string[]
  readonly drops: () => number
  readonly advance: (ms: number) => void
  /** The fact of a client after it has been looked up. */
  readonly learn: (inputs: FactInputs) => Promise<FactValue>
}

function trial(fact: Partial<AsyncFact> = {}): Trial {
  let nowMs = 0
  let drops = 0
  const asked: string[] = []
  const failures: string[] = []
  const definition: AsyncFact = {
    type: 'text',
    whileUnknown: 'wait',
    resolve: async ({ ip }) => `name of ${ip}`,
    ...fact,
  }
  const resolver = createFactResolver(
    {
      ...definition,
      resolve: (inputs, signal) => {
        asked.push(inputs.ip)
        return definition.resolve(inputs, signal)
      },
    },
    {
      monotonicMs: () => nowMs,
      convert: (given) => (typeof given === 'string' ? given : undefined),
      onFailure: ({ message }) => failures.push(message),
      onDrop: () => drops++,
    },
  )
  return {
    resolver,
    asked,
    failures,
    drops: () => drops,
    advance: (ms) => {
      nowMs += ms
    },
    learn: async (inputs) => {
      await resolver.ask(inputs)
      return resolver.known(inputs).value
    },
  }
}

describe('createFactResolver', () => {
  it('caches an answer until it expires, then uses it as stale, then drops it', async () => {
    const { resolver, learn, advance } = trial({ ttlMs: 100, staleMs: 50 })
    const client = from('192.0.2.1')
    expect(resolver.known(client)).toEqual({ value: undefined, isFresh: false })
    expect(await learn(client)).toBe('name of 192.0.2.1')
    advance(99)
    expect(resolver.known(client)).toEqual({ value: 'name of 192.0.2.1', isFresh: true })
    advance(1)
    expect(resolver.known(client)).toEqual({ value: 'name of 192.0.2.1', isFresh: false })
    advance(50)
    expect(resolver.known(client)).toEqual({ value: undefined, isFresh: false })
  })

  it('uses the validity that an answer states, and caches absence', async () => {
    const { resolver, learn, advance } = trial({
      staleMs: 0,
      absentTtlMs: 30,
      resolve: async ({ ip }) => (ip === '192.0.2.1' ? { value: 'x', ttlMs: 10 } : undefined),
    })
    const [named, nameless] = [from('192.0.2.1'), from('192.0.2.2')]
    expect([await learn(named), await learn(nameless)]).toEqual(['x', undefined])
    advance(9)
    expect([resolver.known(named).isFresh, resolver.known(nameless).isFresh]).toEqual([true, true])
    advance(1)
    expect([resolver.known(named).isFresh, resolver.known(nameless).isFresh]).toEqual([false, true])
    advance(20)
    expect(resolver.known(nameless).isFresh).toBe(false)
  })

  it('looks up once per IPv6 /64 and per IPv4 address', async () => {
    const { asked, learn, resolver } = trial()
    await learn(from('2001:db8:1:2::1'))
    expect(resolver.known(from('2001:db8:1:2:ffff::9'))).toEqual({ value: 'name of 2001:db8:1:2::1', isFresh: true })
    expect(resolver.known(from('2001:db8:1:3::1')).isFresh).toBe(false)
    await learn(from('192.0.2.1'))
    expect(resolver.known(from('192.0.2.2')).isFresh).toBe(false)
    expect(resolver.known(from('::ffff:192.0.2.1')).isFresh).toBe(true)
    expect(asked).toEqual(['2001:db8:1:2::1', '192.0.2.1'])
  })

  it('looks up per address, user or the result of a function, if configured', async () => {
    const exact = trial({ per: 'address' })
    await exact.learn(from('2001:db8::1'))
    expect(exact.resolver.known(from('2001:db8::2')).isFresh).toBe(false)
    const perUser = trial({ per: 'user' })
    await perUser.learn(from('192.0.2.1', { user: 'ana' }))
    expect(perUser.resolver.known(from('192.0.2.2', { user: 'ana' })).value).toBe('name of 192.0.2.1')
    expect(perUser.resolver.known(from('192.0.2.2'))).toEqual({ value: undefined, isFresh: true })
    expect(perUser.resolver.ask(from('192.0.2.2'))).toBeUndefined()
    const long = trial({ per: ({ user }) => user })
    expect(long.resolver.ask(from('192.0.2.1', { user: 'x'.repeat(257) }))).toBeUndefined()
    const broken = trial({
      per: () => {
        throw new Error('no key')
      },
    })
    expect(broken.resolver.known(from('192.0.2.1'))).toEqual({ value: undefined, isFresh: true })
    expect(broken.failures).toEqual(['no key'])
  })

  it('looks up once for all concurrent requests', async () => {
    const { resolver, asked } = trial()
    const client = from('192.0.2.1')
    await Promise.all(Array.from({ length: 1000 }, () => Promise.resolve(resolver.ask(client))))
    expect(asked).toHaveLength(1)
  })

  it('pauses after a failure, and uses the stale value meanwhile', async () => {
    let isAway = false
    const { resolver, learn, advance, failures, asked } = trial({
      ttlMs: 100,
      staleMs: 1000,
      failureTtlMs: 20,
      resolve: async () => {
        if (isAway) throw new Error('away')
        return 'known'
      },
    })
    const [seen, unseen] = [from('192.0.2.1'), from('192.0.2.2')]
    await learn(seen)
    isAway = true
    advance(100)
    expect([await learn(seen), await learn(unseen)]).toEqual(['known', undefined])
    expect([resolver.known(seen).isFresh, resolver.known(unseen).isFresh]).toEqual([true, true])
    expect(failures).toEqual(['away', 'away'])
    advance(20)
    expect([resolver.known(seen), resolver.known(unseen)]).toEqual([
      { value: 'known', isFresh: false },
      { value: undefined, isFresh: false },
    ])
    for (let i = 0; i < 50; i++) {
      await learn(seen)
      advance(20)
    }
    expect(resolver.known(seen).value).toBeUndefined()
    isAway = false
    expect(await learn(seen)).toBe('known')
    expect(resolver.stats()).toMatchObject({ asked: asked.length, failed: asked.length - 2, pending: 0 })
  })

  it('aborts a look-up that takes too long, and drops its late answer', async () => {
    let bring: (name: string) => void = () => {}
    const { resolver, learn, failures } = trial({
      timeoutMs: 5,
      resolve: () => new Promise((resolve) => (bring = resolve)),
    })
    const client = from('192.0.2.1')
    expect(await learn(client)).toBeUndefined()
    expect(failures).toEqual(['no answer within 5 ms'])
    bring('too late')
    await Promise.resolve()
    await Promise.resolve()
    expect(resolver.known(client).value).toBeUndefined()
    expect(resolver.stats()).toMatchObject({ asked: 1, failed: 1, pending: 0 })
  })

  it('bounds its memory and its look-ups under a flood of addresses', async () => {
    const { resolver, asked, drops, advance } = trial({ cacheSize: 100, concurrency: 4, queue: 8, perSecond: 50 })
    for (let i = 0; i < 20_000; i++) {
      void resolver.ask(from(`2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`))
      expect(resolver.stats().pending).toBeLessThanOrEqual(12)
      if (i % 100 === 0) {
        advance(1)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(resolver.stats().cached).toBeLessThanOrEqual(100)
    expect(asked.length).toBeLessThanOrEqual(50 + 200 * 0.05 + 1)
    expect(drops()).toBe(20_000 - asked.length)
  })
})
