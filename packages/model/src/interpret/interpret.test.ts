import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { type Facts, unknownFact } from '../facts.ts'
import { unknownKey } from '../key-value.ts'
import { type Condition, leaf } from '../condition.ts'
import type { BotSetModel } from '../model-tables.ts'
import type { Model, Rule } from '../model.ts'
import { ipSetOf } from '../testing/ip-set-of.ts'
import { allowOnly, anyone, block, exempt, guardOf, limit, modelOf, placeAt } from '../testing/model-of.ts'
import { botsOf, hasToken } from '../view/bots-of.ts'
import { interpret } from './interpret.ts'

function factsOf(more: Partial<Facts> = {}): Facts {
  return {
    ip: parseIp('203.0.113.9')!,
    peer: undefined,
    method: 'GET',
    host: 'a.example',
    path: '/',
    target: '/',
    agent: undefined,
    user: undefined,
    headers: [],
    queries: [],
    cookies: [],
    values: [],
    nowMs: Date.UTC(2026, 10, 17, 12),
    ...more,
  }
}

const never: Condition = { kind: 'not', condition: anyone }

function judged(
  rules: readonly Rule[],
  facts: Partial<Facts> = {},
  more: Partial<Model> = {},
): ReturnType<typeof interpret> {
  return interpret(modelOf({ rules, ...more }), factsOf(facts))
}

describe('the phases', () => {
  it('give `block` precedence over everything else', () => {
    const rules = [exempt(anyone, [1]), limit(1), allowOnly(never), block(anyone)]
    expect(judged(rules)).toEqual({
      refused: { phase: 'block', rule: 3 },
      limits: [],
      shadows: [],
      replaced: [],
      exempted: [],
    })
  })

  it('refuse clients that do not meet an `allow only` rule in force', () => {
    expect(judged([allowOnly(anyone), allowOnly(never)]).refused).toEqual({ phase: 'allow-only', rule: 1 })
    expect(judged([allowOnly(never, { guards: [guardOf('when', never)] })]).refused).toBeUndefined()
  })

  it('apply replacements before exemptions, and shadow limits replace nothing', () => {
    const rules = [limit(1), limit(2, { replaces: 0 }), exempt(anyone, [1])]
    expect(judged(rules)).toMatchObject({ limits: [], replaced: [0], exempted: [1] })
    const watched = [limit(1), limit(2, { replaces: 0, shadow: true })]
    expect(judged(watched)).toMatchObject({ limits: [{ rule: 0 }, { rule: 1 }], replaced: [] })
    const notInForce = [limit(1), limit(2, { replaces: 0, guards: [guardOf('when', never)] })]
    expect(judged(notInForce)).toMatchObject({ limits: [{ rule: 0 }], replaced: [] })
  })

  it('let a limit replace another one even if it is replaced itself, because it is in force', () => {
    expect(judged([limit(1), limit(2, { replaces: 0 }), limit(3, { replaces: 1 })])).toMatchObject({
      limits: [{ rule: 2 }],
      replaced: [0, 1],
    })
  })

  it('note shadow rules that would act, but exemptions only if a limit applies', () => {
    const rules = [block(anyone, { shadow: true }), exempt(anyone, [2], { shadow: true }), limit(1)]
    expect(judged(rules)).toMatchObject({ shadows: [0, 1], limits: [{ rule: 2 }] })
    expect(
      judged([exempt(anyone, [1], { shadow: true }), limit(1, { guards: [guardOf('when', never)] })]).shadows,
    ).toEqual([])
  })

  it('give the most severe level of the rules that refuse at the phase', () => {
    const rules = [
      block(anyone, { log: 'info' }),
      block(anyone, { log: 'error', text: 'z' }),
      block(never, { log: 'error' }),
    ]
    expect(judged(rules).refused).toEqual({ phase: 'block', rule: 0, log: 'error' })
  })
})

describe('keys', () => {
  it('reduce addresses to their network and fold texts as they are compared', () => {
    const key = [
      { kind: 'ip', v4: 24, v6: 56 },
      { kind: 'text', subject: { kind: 'path' } },
      { kind: 'text', subject: { kind: 'user' } },
    ] as const
    expect(judged([limit(1, { key })], { path: '/Login/' }).limits[0]!.key).toEqual([
      parseIp('203.0.113.0'),
      '/login',
      '',
    ])
    const decoded = { path: '/a/Login', target: '/a/Login' }
    expect(judged([limit(1, { key })], { path: '/a%2FLogin', decoded }).limits[0]!.key[1]).toBe('/a/login')
    const exact = judged([limit(1, { key })], { path: '/Login/', user: 'anna' }, { pathsMatchExactly: true })
    expect(exact.limits[0]!.key.slice(1)).toEqual(['/Login/', 'anna'])
  })
})

describe('costs', () => {
  const isPath = (value: string): Condition => leaf({ kind: 'text-in', subject: { kind: 'path' }, values: [value] })
  const costing = (...cases: readonly (readonly [number, Condition])[]): Rule =>
    limit(10, {
      cost: {
        kind: 'cases',
        cases: cases.map(([places, condition]) => ({ places, condition, text: '…', place: placeAt(1) })),
      },
    })
  const places = (rule: Rule, facts: Partial<Facts> = {}, more: Partial<Model> = {}): number | undefined =>
    judged([rule], facts, more).limits[0]?.places

  it('are 1 without `costing`, and if no condition is true', () => {
    expect(places(limit(10))).toBe(1)
    expect(places(costing([5, never], [0, never]))).toBe(1)
  })

  it('are the highest of those whose conditions are true', () => {
    expect(places(costing([5, anyone], [7, anyone], [9, never]))).toBe(7)
    expect(places(costing([0, anyone]))).toBe(0)
    expect(places(costing([0, anyone], [1, isPath('/a')]), { path: '/a' })).toBe(1)
  })

  it('are the highest that are possible if a condition is in doubt', () => {
    const inside = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
    const addressSets = [{ set: ipSetOf(['203.0.113.0/24']) }]
    const unknown = { ip: undefined }
    expect(places(costing([5, inside]), unknown, { addressSets })).toBe(5)
    expect(places(costing([5, { kind: 'not', condition: inside }]), unknown, { addressSets })).toBe(5)
    expect(places(costing([0, inside]), unknown, { addressSets })).toBe(1)
    expect(places(costing([0, anyone], [0, inside]), unknown, { addressSets })).toBe(0)
  })

  it.each([
    [2.1, 3],
    [0, 0],
    [-4, 0],
    [99, 10],
    [Number.NaN, 10],
    [undefined, 1],
    [unknownFact, 10],
  ])('of a fact %s are %s', (value, expected) => {
    const facts: Model['facts'] = [{ name: 'score', type: 'number', presence: 'optional' }]
    expect(places(limit(10, { cost: { kind: 'fact', fact: 0 } }), { values: [value] }, { facts })).toBe(expected)
  })
})

describe('an implausible clock', () => {
  const windows = [{ spec: { terms: [{ clock: { from: 0, to: 1 } }], except: [], zone: 'UTC' } }]
  const during = [guardOf('during', leaf({ kind: 'now-in', window: 0 }))]
  const outside = [guardOf('unless', { kind: 'not', condition: leaf({ kind: 'now-in', window: 0 }) })]

  it.each([0, NaN, Date.UTC(2020, 0, 1) - 1, Date.UTC(2101, 0, 1)])('makes refusals more likely at %d', (nowMs) => {
    for (const guards of [during, outside]) {
      expect(judged([block(anyone, { guards })], { nowMs }, { windows }).refused?.phase).toBe('block')
      expect(judged([allowOnly(never, { guards })], { nowMs }, { windows }).refused?.phase).toBe('allow-only')
      const rules = [limit(1, { guards }), exempt(anyone, [0], { guards })]
      expect(judged(rules, { nowMs }, { windows })).toMatchObject({ limits: [{ rule: 0 }], exempted: [] })
    }
  })

  it('does not let a limit that is only in force because of it replace another one', () => {
    const rules = [limit(1), limit(100, { replaces: 0, guards: during })]
    expect(judged(rules, { nowMs: 0 }, { windows })).toMatchObject({ limits: [{ rule: 0 }, { rule: 1 }], replaced: [] })
  })
})

describe('an unknown client', () => {
  const addressSets = [{ set: ipSetOf(['203.0.113.0/24']) }]
  const inside = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
  const outside: Condition = { kind: 'not', condition: inside }
  const unknown = (rules: readonly Rule[], facts: Partial<Facts> = {}): ReturnType<typeof interpret> =>
    judged(rules, { ip: undefined, ...facts }, { addressSets })

  it('is inside and outside for every rule but an exemption, and neither for that', () => {
    for (const test of [inside, outside]) {
      expect(unknown([block(test)]).refused?.phase).toBe('block')
      expect(unknown([allowOnly(test)]).refused?.phase).toBe('allow-only')
      expect(unknown([limit(1, { guards: [guardOf('when', test)] }), exempt(test, [0])])).toMatchObject({
        limits: [{ rule: 0 }],
        exempted: [],
      })
      expect(unknown([limit(1), exempt(anyone, [0], { guards: [guardOf('where', test)] })]).exempted).toEqual([])
      expect(unknown([block(anyone, { guards: [guardOf('unless', test)] })]).refused?.phase).toBe('block')
    }
  })

  it('does not matter where other tests determine the result', () => {
    const never: Condition = { kind: 'not', condition: anyone }
    expect(unknown([block({ kind: 'and', all: [inside, never] })]).refused).toBeUndefined()
    expect(unknown([allowOnly({ kind: 'or', any: [inside, anyone] })]).refused).toBeUndefined()
    expect(unknown([limit(1), exempt({ kind: 'or', any: [inside, anyone] }, [0])]).exempted).toEqual([0])
  })

  it('replaces no limit by one that is only in force because of the doubt', () => {
    const rules = [limit(1), limit(100, { replaces: 0, guards: [guardOf('when', inside)] })]
    expect(unknown(rules)).toMatchObject({ limits: [{ rule: 0 }, { rule: 1 }], replaced: [] })
  })

  it('shares the part of a key that contains the address, and no other', () => {
    const key = [
      { kind: 'ip', v4: 24, v6: 56 },
      { kind: 'text', subject: { kind: 'user' } },
    ] as const
    expect(unknown([limit(1, { key })], { user: 'anna' }).limits[0]!.key).toEqual([unknownKey, 'anna'])
  })
})

describe('a repeated field', () => {
  const header = { kind: 'header', name: 'content-type' } as const
  const is = (...values: readonly string[]): Condition => leaf({ kind: 'text-in', subject: header, values })
  const isNot = (...values: readonly string[]): Condition => ({ kind: 'not', condition: is(...values) })
  const sent = (rules: readonly Rule[], ...lines: readonly string[]): ReturnType<typeof interpret> =>
    judged(rules, { headers: [lines] })

  it('counts against the request where its occurrences disagree, negated or not', () => {
    for (const lines of [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'a', 'b'],
    ]) {
      for (const test of [is('a'), isNot('a')]) {
        expect(sent([block(test)], ...lines).refused?.phase).toBe('block')
        expect(sent([allowOnly(test)], ...lines).refused?.phase).toBe('allow-only')
        expect(sent([limit(1), exempt(test, [0])], ...lines).exempted).toEqual([])
      }
    }
  })

  it('is certain where they agree', () => {
    expect(sent([block(is('c'))], 'a', 'b').refused).toBeUndefined()
    expect(sent([allowOnly(is('a', 'b'))], 'a', 'b').refused).toBeUndefined()
    expect(sent([allowOnly(isNot('c'))], 'a', 'b').refused).toBeUndefined()
    expect(sent([limit(1), exempt(is('a'), [0])], 'a', 'a').exempted).toEqual([0])
  })

  it('starts no new counter', () => {
    const key = [{ kind: 'text', subject: header }] as const
    expect(sent([limit(1, { key })], 'a', 'b').limits[0]!.key).toEqual([unknownKey])
    expect(sent([limit(1, { key })], 'a', 'a').limits[0]!.key).toEqual(['a'])
    expect(sent([limit(1, { key })], 'a').limits[0]!.key).toEqual(['a'])
  })

  it('is equal to another text only if it is for all readings', () => {
    const same = leaf({ kind: 'text-same', subject: header, other: { kind: 'cookie', name: 'c' } })
    const values = (lines: readonly string[], cookies: readonly string[]): string => {
      const facts = { headers: [lines], cookies: [cookies] }
      const isBlocked = judged([block(same)], facts).refused !== undefined
      const isAllowed = judged([allowOnly(same)], facts).refused === undefined
      return isBlocked === isAllowed ? String(isBlocked) : 'in doubt'
    }
    expect(values(['a'], ['a'])).toBe('true')
    expect(values(['a'], ['b'])).toBe('false')
    expect(values(['a', 'a'], ['a'])).toBe('true')
    expect(values(['a', 'a'], ['a', 'a'])).toBe('true')
    expect(values(['a', 'b'], ['c', 'd'])).toBe('false')
    expect(values(['a', 'b'], ['a'])).toBe('in doubt')
    expect(values(['a'], ['a', 'b'])).toBe('in doubt')
    expect(values(['a', 'b'], ['a', 'b'])).toBe('in doubt')
  })
})

describe('User-Agent fields that differ', () => {
  const botSets: readonly BotSetModel[] = [
    { terms: [{ kind: 'token', text: 'googlebot', word: false }], except: [] },
    { terms: [{ kind: 'token', text: 'googlebot', word: false }], except: [], from: 0 },
  ]
  const more = { botSets, addressSets: [{ set: ipSetOf(['203.0.113.0/24']) }] }
  const unsure = { agent: 'Mozilla Googlebot', isAgentUnsure: true }

  it('leave tests of the agent and of bots in doubt', () => {
    for (const test of [
      leaf({ kind: 'bot-in', set: 0 }),
      leaf({ kind: 'bot-in', set: 1 }),
      leaf({ kind: 'text-match', subject: { kind: 'agent' }, operator: 'contains', value: 'Mozilla' }),
      leaf({ kind: 'present', subject: { kind: 'bot' } }),
    ]) {
      expect(judged([block(test)], unsure, more).refused?.phase).toBe('block')
      expect(judged([allowOnly(test)], unsure, more).refused?.phase).toBe('allow-only')
      expect(judged([limit(1), exempt(test, [0])], unsure, more).exempted).toEqual([])
    }
  })

  it('do not make a client a bot whose addresses it does not have', () => {
    const elsewhere = { ...unsure, ip: parseIp('198.51.100.1')! }
    expect(judged([block(leaf({ kind: 'bot-in', set: 1 }))], elsewhere, more).refused).toBeUndefined()
    expect(judged([block(leaf({ kind: 'bot-impersonates', set: 1 }))], unsure, more).refused).toBeUndefined()
    expect(judged([block(leaf({ kind: 'bot-impersonates', set: 1 }))], elsewhere, more).refused?.phase).toBe('block')
  })

  it('share one counter', () => {
    const key = [{ kind: 'text', subject: { kind: 'agent' } }] as const
    expect(judged([limit(1, { key })], unsure, more).limits[0]!.key).toEqual([unknownKey])
  })
})

describe('botsOf', () => {
  const token = (text: string, word: boolean = false): BotSetModel['terms'][number] => ({ kind: 'token', text, word })
  const model = modelOf({
    addressSets: [{ set: ipSetOf(['203.0.113.0/24']) }],
    botSets: [
      { terms: [token('googlebot'), token('bot')], except: [], from: 0 },
      { terms: [{ kind: 'set', set: 0 }, token('crawler')], except: [token('friendly')] },
    ],
  })

  it('returns the longest token of the sets that the agent claims to be in', () => {
    expect(botsOf(model, factsOf({ agent: 'Googlebot/2.1' })).bot).toBe('googlebot')
    expect(botsOf(model, factsOf({ agent: 'crawler friendly' })).bot).toBeUndefined()
    expect(botsOf(model, factsOf({ agent: 'Mozilla' })).bot).toBeUndefined()
    expect(botsOf(model, factsOf()).bot).toBeUndefined()
  })

  it('recognises a verified bot only if its address is in every `from` on the way', () => {
    const inside = botsOf(model, factsOf({ agent: 'Googlebot' }))
    expect([inside.claims(0), inside.has(0), inside.has(1)]).toEqual([true, true, true])
    const outside = botsOf(model, factsOf({ agent: 'Googlebot', ip: parseIp('198.51.100.1')! }))
    expect([outside.claims(0), outside.has(0), outside.claims(1), outside.has(1)]).toEqual([true, false, true, false])
  })
})

describe('hasToken', () => {
  it.each([
    ['AhrefsBot/7.0', 'ahrefsbot', false, true],
    ['Barcode/1.0', 'code', true, false],
    ['Code/1.0', 'code', true, true],
    ['Barcode Code', 'code', true, true],
    ['Code2', 'code', true, false],
    ['\u212Aode', 'kode', false, false],
    [`${'x'.repeat(2044)}code`, 'code', false, true],
    [`${'x'.repeat(2045)}code`, 'code', false, false],
    [`${' '.repeat(2044)}codes`, 'code', true, false],
  ])('of %j with %j (word: %s) is %s', (agent, text, word, found) => {
    expect(hasToken(agent, { text, word })).toBe(found)
  })
})
