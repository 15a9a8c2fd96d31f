import { type Condition, type Facts, interpret, leaf, type Model, type Rule } from '@tidegate/model'
import { anyone, block, exempt, guardOf, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { createZoneReader, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { createJudge, type Judge } from './create-judge.ts'

const noon = Date.UTC(2026, 10, 17, 12)
const inWindow: Condition = leaf({ kind: 'now-in', window: 0 })
const windows = [{ spec: { terms: [{ clock: { from: 720, to: 780 } }], except: [], zone: 'UTC' } }]

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
    nowMs: noon,
    ...more,
  }
}

function judgeOf(rules: readonly Rule[], more: Partial<Model> = {}): Judge {
  return createJudge(planPolicy(modelOf({ windows, rules, ...more })))
}

/** A disjunction over two dimensions that is too large for terms, so that it becomes a residual. */
function wide(condition: Condition): Condition {
  const hosts = Array.from({ length: 20 }, (_, i): Condition =>
    leaf({
      kind: 'text-in',
      subject: { kind: 'host' },
      values: [`h${i}`, 'a.example'],
    }),
  )
  return { kind: 'or', any: hosts.map((host): Condition => ({ kind: 'and', all: [host, condition] })) }
}

function notIn(set: number): Condition {
  return { kind: 'not', condition: leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set }) }
}

describe('createJudge', () => {
  it('follows windows forwards and, when the clock is set back, backwards', () => {
    const judge = judgeOf([block(anyone, { guards: [guardOf('during', inWindow)] })])
    const hour = 3_600_000
    const moments = [noon - 1, noon, noon + hour - 1, noon + hour, noon + 5, noon - hour, noon + 24 * hour, noon + 6]
    const blocked = moments.map((nowMs) => judge(factsOf({ nowMs })).refused !== undefined)
    expect(blocked).toEqual([false, true, true, false, true, false, true, true])
  })

  it('recovers when an implausible clock becomes plausible', () => {
    const judge = judgeOf([block(anyone, { guards: [guardOf('during', inWindow)] })])
    const blocked = [noon - 1, 0, noon - 1, noon, NaN, noon - 1].map(
      (nowMs) => judge(factsOf({ nowMs })).refused !== undefined,
    )
    expect(blocked).toEqual([false, true, false, true, true, false])
  })

  it('errs on the side of refusing while the clock is implausible, in residual conditions too', () => {
    for (const condition of [inWindow, { kind: 'not', condition: inWindow } as const]) {
      const judge = judgeOf([
        limit(5),
        exempt(wide(condition), [0]),
        limit(9, { replaces: 0, guards: [guardOf('when', wide(condition))] }),
      ])
      expect(judge(factsOf({ nowMs: 0 }))).toMatchObject({
        limits: [{ rule: 0 }, { rule: 2 }],
        exempted: [],
        replaced: [],
      })
      expect(judgeOf([block(wide(condition))])(factsOf({ nowMs: 0 })).refused?.phase).toBe('block')
    }
  })

  it('distinguishes successive addresses and agents', () => {
    const judge = judgeOf(
      [
        block(leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 }), { guards: [guardOf('unless', notIn(1))] }),
        block(leaf({ kind: 'bot-in', set: 0 })),
      ],
      {
        addressSets: [{ set: ipSetOf(['203.0.113.0/24']) }, { set: ipSetOf(['203.0.113.7', '2001:db8::/32']) }],
        botSets: [{ terms: [{ kind: 'token', text: 'spider', word: false }], except: [] }],
      },
    )
    const asked = [
      ['203.0.113.9', true],
      ['203.0.113.7', false],
      ['198.51.100.1', false],
      ['203.0.113.9', true],
      ['2001:db8::1', false],
      ['203.0.113.9', true],
    ] as const
    expect(asked.map(([ip]) => judge(factsOf({ ip: parseIp(ip)! })).refused !== undefined)).toEqual(
      asked.map(([, isBlocked]) => isBlocked),
    )
    const agents = ['Spider', undefined, 'spider', 'Mozilla', 'xspiderx']
    const elsewhere = { ip: parseIp('198.51.100.1')! }
    expect(agents.map((agent) => judge(factsOf({ ...elsewhere, agent })).refused !== undefined)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ])
  })

  it('matches texts with several values if any of them does', () => {
    const asks: Condition = leaf({ kind: 'text-in', subject: { kind: 'query', name: 'role' }, values: ['admin'] })
    const judge = judgeOf([block(asks)])
    const values = [undefined, ['guest'], ['guest', 'admin'], ['admin', 'guest']]
    expect(values.map((queries) => judge(factsOf({ queries: [queries] })).refused !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('lifts a limit only if every reading of a repeated field does', () => {
    const isTester: Condition = leaf({ kind: 'text-in', subject: { kind: 'cookie', name: 'role' }, values: ['tester'] })
    const models = [
      [limit(5), exempt(isTester, [0])],
      [limit(5), exempt(wide(isTester), [0])],
    ] as const
    const cookies = [['tester'], ['guest', 'tester'], ['tester', 'guest'], ['tester', 'tester'], ['guest'], undefined]
    for (const rules of models) {
      const judge = judgeOf(rules)
      const counted = cookies.map((role) => judge(factsOf({ cookies: [role] })).limits.length)
      expect(counted).toEqual([0, 1, 1, 0, 1, 1])
    }
  })

  it('evaluates 2,000 rules of every kind like the interpreter', () => {
    const hosts = Array.from({ length: 500 }, (_, i): Condition =>
      leaf({
        kind: 'text-in',
        subject: { kind: 'host' },
        values: [`h${i}.example`],
      }),
    )
    const rules = hosts.flatMap((host, i): readonly Rule[] => [
      block(leaf({ kind: 'text-match', subject: { kind: 'path' }, operator: 'starts-with', value: `/secret${i}` }), {
        guards: [guardOf('where', host)],
      }),
      limit(i + 1, { identity: `limit ${i}`, guards: [guardOf('where', host)] }),
      limit(i + 2, {
        identity: `more ${i}`,
        shadow: true,
        guards: [guardOf('when', leaf({ kind: 'present', subject: { kind: 'user' } }))],
      }),
      exempt(leaf({ kind: 'text-in', subject: { kind: 'method' }, values: ['OPTIONS'] }), [4 * i + 1], {
        guards: [guardOf('where', host)],
      }),
    ])
    const model = modelOf({ rules, windows })
    const judge = createJudge(planPolicy(model))
    const zones = createZoneReader()
    for (const [host, path, method, user] of [
      ['h0.example', '/secret0', 'GET', undefined],
      ['h499.example', '/', 'GET', undefined],
      ['h250.example', '/secret250/x', 'POST', 'anna'],
      ['h31.example', '/', 'OPTIONS', undefined],
      ['other.example', '/', 'GET', 'anna'],
    ] as const) {
      const facts = factsOf({ host, path, target: path, method, user })
      expect(judge(facts)).toEqual(interpret(model, facts, zones))
    }
  })
})
