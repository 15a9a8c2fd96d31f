import { checkPolicy, noFiles } from '@tidegate/dsl'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import { createGate } from '../gate/create-gate.ts'
import type { Gate } from '../gate/gate.ts'
import type { GateOptions } from '../gate/gate-options.ts'
import type { Plan } from '../plan/plan.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { definePlugin } from './define-plugin.ts'
import { describePlugins } from './describe-plugin.ts'
import type { Plugin } from './plugin.ts'

function planOf(text: string, plugins: readonly Plugin[]): Plan {
  const host = { ...noFiles, plugins: describePlugins(plugins) }
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, host)
  if (model === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return planPolicy(model)
}

function gateWith(text: string, plugins: readonly Plugin[], options: GateOptions = {}): Gate {
  return createGate(planOf(text, plugins), { clock: testClock(), ...options, plugins })
}

const from = (ip: string): ReturnType<typeof requestOf> => requestOf({ peer: ip })

/** `country` of 192.0.2.x is RO, of 198.51.100.x is DE, of others unknown. */
const countryOf = (ip: string): 'RO' | 'DE' | undefined =>
  ip.startsWith('192.0.2.') ? 'RO' : ip.startsWith('198.51.100.') ? 'DE' : undefined

describe('synchronous facts', () => {
  const geo = definePlugin({
    apiVersion: 1,
    name: 'geo',
    facts: {
      country: { type: 'text', values: ['RO', 'DE'], read: ({ ip }) => countryOf(ip) },
      asn: { type: 'number', read: ({ address }) => address.a },
    },
  })

  it('are used like other facts', () => {
    const gate = gateWith('use geo\nblock country == "DE"\nallow only country is present', [geo])
    expect(['192.0.2.1', '198.51.100.1', '203.0.113.1'].map((ip) => gate.decide(from(ip)).reason)).toEqual([
      'no-rule-refuses',
      'block-rule',
      'allow-only-rule',
    ])
  })

  it('are unknown if they read the address of an unknown client, without a warning', () => {
    const wary = definePlugin({
      apiVersion: 1,
      name: 'wary',
      facts: {
        guessed: {
          type: 'flag',
          read: (inputs) => {
            try {
              return inputs.ip === '192.0.2.1'
            } catch {
              return false
            }
          },
        },
        long: { type: 'flag', read: ({ path }) => path.length > 3 },
      },
    })
    const rules: readonly (readonly [string, string])[] = [
      ['block country == "DE"', 'block-rule'],
      ['block asn > 200', 'block-rule'],
      ['allow only country in "RO", "DE"', 'allow-only-rule'],
      ['block guessed', 'block-rule'],
      ['allow only guessed is absent or not guessed', 'allow-only-rule'],
      ['block long', 'no-rule-refuses'],
    ]
    for (const [rule, reason] of rules) {
      const gate = gateWith(`use geo\nuse wary\nclient ip from x-real-ip trusting 10.0.0.0/8\n${rule}`, [geo, wary])
      const warnings: string[] = []
      gate.on('warning', ({ code }) => warnings.push(code))
      const unknown = requestOf({ peer: '10.0.0.1', headers: ['X-Real-IP', 'unknown'] })
      expect([rule, gate.decide(unknown).reason]).toEqual([rule, reason])
      expect(warnings).toEqual(['client-address-unsure'])
    }
  })

  it('come from the plugin, even if the host supplies values under their names', () => {
    const gate = gateWith('use geo\nblock country == "DE"', [geo])
    const lied = gate.decide({ ...from('198.51.100.1'), facts: { country: 'RO' } })
    const made = gate.decide({ ...from('203.0.113.1'), facts: { country: 'DE' } })
    expect([lied.outcome, made.outcome]).toEqual(['block', 'pass'])
  })

  it('are read once per request, and only if a rule uses them', () => {
    let reads = 0
    const counted = definePlugin({
      apiVersion: 1,
      name: 'counted',
      facts: {
        a: { type: 'number', read: () => ++reads },
        b: {
          type: 'number',
          read: () => {
            throw new Error('must not be read')
          },
        },
      },
    })
    const gate = gateWith('use counted\nblock a > 100\nblock a < 0', [counted])
    for (let i = 0; i < 3; i++) gate.decide(from('192.0.2.1'))
    expect(reads).toBe(3)
    expect(gate.stats().facts).toMatchObject([
      { plugin: 'counted', fact: 'a', asked: 3, failed: 0 },
      { plugin: 'counted', fact: 'b', asked: 0, failed: 0 },
    ])
  })

  it('are absent, counted and reported if the plugin throws', () => {
    const broken = definePlugin({
      apiVersion: 1,
      name: 'broken',
      facts: {
        risk: {
          type: 'number',
          read: () => {
            throw new Error('out of order\r\n')
          },
        },
      },
    })
    const warnings: string[] = []
    const gate = gateWith('use broken\nblock risk > 5\nallow only risk is absent', [broken])
    gate.on('warning', ({ code, message }) => warnings.push(`${code}: ${message}`))
    expect([gate.decide(from('192.0.2.1')).outcome, gate.decide(from('192.0.2.1')).outcome]).toEqual(['pass', 'pass'])
    expect(gate.stats().facts).toMatchObject([{ fact: 'risk', asked: 2, failed: 2 }])
    expect(warnings).toEqual([
      'plugin-fact-failed: plugin `broken`: fact `risk` is treated as absent: out of order\\r\\n',
    ])
  })

  it('are absent, with a warning, if they have another type or an undeclared value', () => {
    const odd = definePlugin({
      apiVersion: 1,
      name: 'odd',
      facts: {
        country: { type: 'text', values: ['RO'], read: () => 'XX' as 'RO' },
        score: { type: 'number', read: () => '7' as unknown as number },
      },
    })
    const codes: string[] = []
    const gate = gateWith('use odd\nallow only country is absent and score is absent', [odd])
    gate.on('warning', ({ code }) => codes.push(code))
    expect(gate.decide(from('192.0.2.1')).outcome).toBe('pass')
    expect(codes.toSorted()).toEqual(['fact-type', 'fact-value'])
  })

  it('are keys of limits, and appear in explain', async () => {
    const gate = gateWith('use geo\nlimit 1 per minute per country when country is present', [geo])
    expect(['192.0.2.1', '192.0.2.2', '198.51.100.1'].map((ip) => gate.decide(from(ip)).outcome)).toEqual([
      'pass',
      'limit',
      'pass',
    ])
    const { decision, phases } = await gate.explain(from('192.0.2.3'))
    expect(decision.outcome).toBe('limit')
    expect(phases.at(-1)?.rules[0]?.because).toContain('"RO"')
  })
})

describe('asynchronous facts', () => {
  const lookup = (
    whileUnknown: 'absent' | 'wait',
    resolve: (ip: string, signal: AbortSignal) => Promise<'RO' | 'DE' | undefined>,
  ): { readonly plugin: Plugin; readonly asked: string[] } => {
    const asked: string[] = []
    const plugin = definePlugin({
      apiVersion: 1,
      name: 'geo',
      facts: {
        country: {
          type: 'text',
          values: ['RO', 'DE'],
          whileUnknown,
          resolve: ({ ip }, signal) => {
            asked.push(ip)
            return resolve(ip, signal)
          },
        },
      },
    })
    return { plugin, asked }
  }
  const policy = 'use geo\nblock country == "DE"'

  it('are awaited if the plugin requires it, and then cached', async () => {
    const { plugin, asked } = lookup('wait', async (ip) => countryOf(ip))
    const gate = gateWith(policy, [plugin])
    const first = gate.decideAsync(from('198.51.100.1'))
    expect(first).toBeInstanceOf(Promise)
    expect((await first).outcome).toBe('block')
    const second = gate.decideAsync(from('198.51.100.1'))
    expect(second).toMatchObject({ outcome: 'block' })
    expect(asked).toEqual(['198.51.100.1'])
  })

  it('are absent at first if the plugin allows it, and known to the next request', async () => {
    const { plugin } = lookup('absent', async (ip) => countryOf(ip))
    const gate = gateWith(policy, [plugin])
    expect(gate.decide(from('198.51.100.1')).outcome).toBe('pass')
    await new Promise((resolve) => setImmediate(resolve))
    expect(gate.decide(from('198.51.100.1')).outcome).toBe('block')
  })

  it('make decide throw from the first request on if they may have to be awaited', () => {
    const { plugin } = lookup('wait', async (ip) => countryOf(ip))
    expect(() => gateWith('block method == "PUT"', [plugin]).decide(from('192.0.2.1'))).toThrow('use `decideAsync`')
  })

  it('are looked up once for all waiting requests of a client', async () => {
    const { plugin, asked } = lookup('wait', async (ip) => {
      await new Promise((resolve) => setImmediate(resolve))
      return countryOf(ip)
    })
    const gate = gateWith(policy, [plugin])
    const decisions = await Promise.all(
      Array.from({ length: 200 }, () => Promise.resolve(gate.decideAsync(from('198.51.100.1')))),
    )
    expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(['block']))
    expect(asked).toHaveLength(1)
  })

  it('are not looked up if no undecided rule needs them', async () => {
    const { plugin, asked } = lookup('wait', async (ip) => countryOf(ip))
    const gate = gateWith(
      'use geo\nblock method == "TRACE"\nblock country == "DE" when path in /shop/**\nlimit 5 per minute per country when country is present and path in /api/**',
      [plugin],
    )
    const at = (target: string, method = 'GET'): ReturnType<typeof requestOf> =>
      requestOf({ peer: '198.51.100.1', target, method })
    expect((await gate.decideAsync(at('/'))).outcome).toBe('pass')
    expect((await gate.decideAsync(at('/shop/x', 'TRACE'))).outcome).toBe('block')
    expect(asked).toEqual([])
    expect((await gate.decideAsync(at('/shop/x'))).outcome).toBe('block')
    expect(asked).toHaveLength(1)
    expect(gateWith('use geo\nblock method == "TRACE"', [plugin]).stats().facts[0]).toMatchObject({ asked: 0 })
  })

  it('are unknown for an unknown client, and not looked up by its address', async () => {
    const { plugin, asked } = lookup('wait', async (ip) => countryOf(ip))
    const perUser = definePlugin({
      apiVersion: 1,
      name: 'users',
      facts: {
        nearby: { type: 'flag', whileUnknown: 'wait', per: 'user', resolve: async ({ ip }) => ip.startsWith('192.') },
      },
    })
    const text = `use geo\nuse users\nclient ip from x-real-ip trusting 10.0.0.0/8\nblock country == "DE"\nallow only nearby`
    const gate = gateWith(text, [plugin, perUser])
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    const ask = async (address: string): Promise<string> =>
      (await gate.decideAsync(requestOf({ peer: '10.0.0.1', user: 'anna', headers: ['X-Real-IP', address] }))).reason
    expect(await ask('unknown')).toBe('block-rule')
    expect(asked).toEqual([])
    expect(warnings).toEqual(['client-address-unsure'])
    // The failed look-up of the unknown client is not remembered for the user.
    expect(await ask('192.0.2.1')).toBe('no-rule-refuses')
  })

  it('are absent after their common deadline', async () => {
    const slow = definePlugin({
      apiVersion: 1,
      name: 'slow',
      facts: {
        a: { type: 'flag', whileUnknown: 'wait', resolve: () => new Promise<boolean>(() => {}) },
        b: { type: 'flag', whileUnknown: 'wait', resolve: () => new Promise<boolean>(() => {}) },
        quick: { type: 'flag', whileUnknown: 'wait', resolve: async () => true },
      },
    })
    const text = 'use slow\nallow only quick or a or b\nblock a\nblock b'
    const gate = gateWith(text, [slow], { factTimeoutMs: 10 })
    const decision = await gate.decideAsync(from('192.0.2.1'))
    expect(decision.outcome).toBe('pass')
    await gate.close()
  })

  it('are absent while their source is unavailable, which is reported once and delays no request for long', async () => {
    const { plugin, asked } = lookup('wait', () => Promise.reject(new Error('no route to host')))
    const warnings: string[] = []
    const gate = gateWith('use geo\nallow only country == "RO"', [plugin])
    gate.on('warning', ({ code }) => warnings.push(code))
    const outcomes: string[] = []
    for (let i = 0; i < 5; i++) outcomes.push((await gate.decideAsync(from('192.0.2.1'))).reason)
    expect(new Set(outcomes)).toEqual(new Set(['allow-only-rule']))
    expect([asked.length, warnings]).toEqual([1, ['plugin-fact-failed']])
  })

  it('keep their cache over a reload, and requests start again if the policy was replaced while they waited', async () => {
    let answer: (country: 'RO' | 'DE') => void = () => {}
    const { plugin, asked } = lookup('wait', () => new Promise((resolve) => (answer = resolve)))
    const gate = gateWith('use geo\nblock country == "DE"', [plugin])
    const waiting = gate.decideAsync(from('198.51.100.1'))
    gate.replace(planOf('use geo\nlimit 1 per minute per ip when country == "DE"', [plugin]))
    answer('DE')
    expect((await waiting).outcome).toBe('pass')
    expect((await gate.decideAsync(from('198.51.100.1'))).outcome).toBe('limit')
    expect(asked).toHaveLength(1)
  })

  it('appear in explain as in decide, and charge nothing', async () => {
    const { plugin } = lookup('wait', async (ip) => countryOf(ip))
    const gate = gateWith('use geo\nblock country == "DE"\nlimit 1 per minute per ip', [plugin])
    expect((await gate.explain(from('198.51.100.1'))).decision.outcome).toBe('block')
    for (let i = 0; i < 3; i++) expect((await gate.explain(from('192.0.2.1'))).decision.outcome).toBe('pass')
    expect((await gate.decideAsync(from('192.0.2.1'))).outcome).toBe('pass')
  })

  it('stay bounded under a flood of addresses, without delaying them', async () => {
    const bounded = definePlugin({
      apiVersion: 1,
      name: 'bounded',
      facts: {
        listed: {
          type: 'flag',
          whileUnknown: 'wait',
          resolve: () => new Promise<boolean>(() => {}),
          cacheSize: 50,
          concurrency: 2,
          queue: 10,
          perSecond: 1000,
        },
      },
    })
    const gate = gateWith('use bounded\nblock listed', [bounded], { factTimeoutMs: 20 })
    const decisions = await Promise.all(
      Array.from({ length: 5000 }, (_, i) => Promise.resolve(gate.decideAsync(from(`2001:db8:${i.toString(16)}::1`)))),
    )
    expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(['pass']))
    const [stats] = gate.stats().facts
    expect([stats!.pending, stats!.dropped]).toEqual([12, 4988])
    await gate.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(gate.stats().facts[0]).toMatchObject({ pending: 0, cached: 0 })
  })
})

describe('a gate and its plugins', () => {
  const geo = definePlugin({ apiVersion: 1, name: 'geo', facts: { country: { type: 'text', read: () => 'RO' } } })

  it('refuses a plan whose plugin is missing, at the start and on a reload', () => {
    const plan = planOf('use geo\nblock country == "RO"', [geo])
    expect(() => createGate(plan)).toThrow('the policy uses the plugin `geo`')
    const gate = gateWith('block method == "PUT"', [])
    expect(gate.replace(plan)).toMatchObject({ outcome: 'refused' })
    expect(gate.decide(from('192.0.2.1')).outcome).toBe('pass')
  })

  it('refuses a plan that was checked with another version of the plugin', () => {
    const other = definePlugin({ apiVersion: 1, name: 'geo', facts: { country: { type: 'number', read: () => 1 } } })
    expect(() => createGate(planOf('use geo\nblock country == "RO"', [geo]), { plugins: [other] })).toThrow(
      'a fact `country` of type text',
    )
  })

  it('adds observers before the first event', () => {
    const seen: string[] = []
    const watcher = definePlugin({
      apiVersion: 1,
      name: 'watcher',
      observers: {
        block: ({ decision }) => seen.push(decision.reason),
        decision: () => {
          throw new Error('never mind')
        },
      },
    })
    const gate = gateWith('block method == "GET"', [watcher])
    expect(gate.decide(from('192.0.2.1')).outcome).toBe('block')
    expect([seen, gate.stats().listenerErrors]).toEqual([['block-rule'], 1])
    const wrong = { apiVersion: 1, name: 'w', observers: { blok: () => {} } } as Plugin
    expect(() => gateWith('block method == "GET"', [wrong])).toThrow('unknown event `blok`')
  })

  it('opens the store of a plugin by name, and closes it', async () => {
    let closed = 0
    const stores = definePlugin({
      apiVersion: 1,
      name: 'stores',
      stores: {
        small: () => {
          const store = createMemoryStore()
          return { ...store, close: () => void closed++ }
        },
      },
    })
    const text = 'limit 1 per minute per ip'
    const gate = gateWith(text, [stores], { store: 'small' })
    expect([gate.decide(from('192.0.2.1')).outcome, gate.decide(from('192.0.2.1')).outcome]).toEqual(['pass', 'limit'])
    await gate.close()
    expect(closed).toBe(1)
    expect(() => gateWith(text, [stores], { store: 'smal' })).toThrow('no plugin has a store named `smal`')
  })
})

describe('a policy that uses a plugin', () => {
  const geo = definePlugin({
    apiVersion: 1,
    name: 'geo',
    facts: {
      country: { type: 'text', values: ['RO', 'DE'], read: () => 'RO' },
      rating: { type: 'number', whileUnknown: 'absent', resolve: async () => 1 },
    },
    lists: {
      ranges: (name) => {
        if (name !== 'office') throw new Error('no such\n range')
        return ['192.0.2.0/24']
      },
    },
  })
  const codesOf = (text: string): readonly string[] =>
    checkPolicy({ file: 'site.policy', text }, { ...noFiles, plugins: describePlugins([geo]) }).diagnostics.map(
      ({ code, message, help }) => `${code} ${message}${help === undefined ? '' : `; ${help}`}`,
    )

  it('gets a suggestion for a misspelt name', () => {
    expect(codesOf('use geoo\nblock method == "PUT"')).toEqual([
      expect.stringMatching(/^TG211 .*did you mean `geo`\?$/),
    ])
  })

  it('gets an error for a comparison with an impossible value', () => {
    expect(codesOf('use geo\nblock country == "RO "')).toEqual([expect.stringMatching(/^TG208 /)])
  })

  it('has to test the presence of a fact whose absence would weaken a rule', () => {
    expect(codesOf('use geo\nblock country != "RO"')).toEqual([expect.stringMatching(/^TG301 /)])
    expect(codesOf('use geo\nblock country is present and country != "RO"')).toEqual([])
  })

  it('gets advice if a block depends on a fact that may not be known in time', () => {
    expect(codesOf('use geo\nblock rating > 5')).toEqual([expect.stringMatching(/^TG427 /)])
  })

  it('can use its lists, and reports their errors', () => {
    const plan = planOf('use geo\nlist office = ranges "office"\nallow only ip in office', [geo])
    const gate = createGate(plan, { plugins: [geo] })
    expect([gate.decide(from('192.0.2.9')).outcome, gate.decide(from('192.0.3.9')).outcome]).toEqual(['pass', 'block'])
    expect(codesOf('use geo\nlist office = ranges "offic"\nblock ip in office')[0]).toMatch(/^TG220 .*no such range/)
  })
})
