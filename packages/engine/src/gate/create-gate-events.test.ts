import { type Condition, leaf } from '@tidegate/model'
import { anyone, block, exempt, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import type { GateEvents } from '../events/gate-events.ts'
import type { LogFields, Logger } from '../logging/logger.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { GateOptions } from './gate-options.ts'
import type { Gate } from './gate.ts'

const inAttackers: Condition = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
const attackers = [{ name: 'attackers', set: ipSetOf(['198.51.100.0/24']) }]

function gateOf(rules: Parameters<typeof modelOf>[0]['rules'], options: GateOptions = {}): Gate {
  const model = modelOf({ addressSets: attackers, ...(rules !== undefined && { rules }) })
  return createGate(planPolicy(model), { clock: testClock(), ...options })
}

function collect<E extends keyof GateEvents>(gate: Gate, event: E): GateEvents[E][] {
  const payloads: GateEvents[E][] = []
  gate.on(event, (payload) => payloads.push(payload))
  return payloads
}

describe('events of a gate', () => {
  it('include every decision', () => {
    const gate = gateOf([block(inAttackers)])
    const decisions = collect(gate, 'decision')
    gate.decide(requestOf())
    gate.decide(requestOf({ peer: '198.51.100.7' }))
    expect(decisions.map(({ decision }) => decision.outcome)).toEqual(['pass', 'block'])
  })

  it('report an unknown client once, and log the peer instead of its address', () => {
    const logged: LogFields[] = []
    const log = (fields: LogFields): unknown => logged.push(fields)
    const logger = { debug: log, info: log, warn: log, error: log } as Logger
    const gate = gateOf([block(inAttackers)], { logger, trustProxy: { from: '10.0.0.0/8', header: 'x-real-ip' } })
    const warnings = collect(gate, 'warning')
    const decisions = collect(gate, 'decision')
    const unknown = requestOf({ peer: '10.0.0.1', headers: ['X-Real-IP', '198.51.100.7', 'X-Real-IP', '192.0.2.1'] })
    gate.decide(unknown)
    gate.decide(unknown)
    expect(warnings.map(({ code }) => code)).toEqual(['client-address-unsure'])
    expect(decisions.map(({ decision }) => [decision.outcome, decision.ip])).toEqual([
      ['block', undefined],
      ['block', undefined],
    ])
    expect(logged.find(({ outcome }) => outcome === 'block')).toMatchObject({ ip: undefined, peer: '10.0.0.1' })
  })

  it('report refusals once a minute per subject and rule, with the number of suppressed ones', () => {
    const clock = testClock()
    const gate = gateOf([block(inAttackers)], { clock })
    const blocks = collect(gate, 'block')
    for (let i = 0; i < 5; i++) gate.decide(requestOf({ peer: '198.51.100.7' }))
    gate.decide(requestOf({ peer: '198.51.100.8' }))
    clock.advance(60_000)
    gate.decide(requestOf({ peer: '198.51.100.7' }))
    expect(blocks.map(({ decision, suppressed }) => [decision.ip, suppressed])).toEqual([
      ['198.51.100.7', 0],
      ['198.51.100.8', 0],
      ['198.51.100.7', 4],
    ])
  })

  it('report what shadow rules would have refused', () => {
    const gate = gateOf([block(inAttackers, { shadow: true, name: 'trial' }), limit(1, { shadow: true, name: 'low' })])
    const events = collect(gate, 'would-block')
    const decision = gate.decide(requestOf({ peer: '198.51.100.7' }))
    expect(decision).toMatchObject({ outcome: 'pass', shadows: [{ rule: { name: 'trial' }, would: 'block' }] })
    expect(gate.decide(requestOf({ peer: '198.51.100.7' })).shadows.map(({ would }) => would)).toEqual([
      'block',
      'limit',
    ])
    expect(events.map(({ decision: { rule } }) => rule?.name)).toEqual(['trial', 'low'])
  })

  it('warn while requests are refused because the counters are full, with figures, again after ten minutes', () => {
    const clock = testClock()
    const gate = gateOf([limit(1, { name: 'trial', period: { kind: 'sliding', periodMs: 86_400_000 } })], {
      clock,
      capacity: 1,
    })
    const warnings = collect(gate, 'warning')
    const ask = (n: number): string => gate.decide(requestOf({ peer: `203.0.113.${n}` })).reason
    for (let n = 0; n < 200; n++) ask(n)
    expect(ask(200)).toBe('counters-full')
    expect(gate.decide(requestOf({ peer: '192.0.2.1' })).outcome).toBe('pass')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ code: 'counters-full' })
    expect(warnings[0]!.message).toMatch(
      /^a counter table is full .* \(room for 1 per key\): since 2026-11-17T12:00:00\.000Z, requests counted .*: 1, refused: 1, the last one by trial \(.*:1\)\. .*`capacity`/,
    )
    clock.advance(599_999)
    ask(201)
    expect(warnings).toHaveLength(1)
    clock.advance(1)
    ask(202)
    const { overflows } = gate.stats().counters
    expect(warnings[1]!.message).toContain(`since 2026-11-17T12:00:00.000Z, requests counted by network: ${overflows},`)
    clock.advance(3_600_000)
    ask(203)
    expect(warnings[2]!.message).toContain('since 2026-11-17T13:10:00.000Z, requests counted by network: 1, refused: 1')
  })

  it('count listeners that throw, without affecting decisions', () => {
    const gate = gateOf([])
    gate.on('decision', () => {
      throw new Error('broken listener')
    })
    const decisions = collect(gate, 'decision')
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    expect(decisions).toHaveLength(1)
    expect(gate.stats().listenerErrors).toBe(1)
  })

  it('count listeners whose promise is rejected, which would otherwise end the process', async () => {
    const gate = gateOf([block(inAttackers)])
    gate.on('block', async () => Promise.reject(new Error('the alarm cannot be reached')))
    expect(gate.decide(requestOf({ peer: '198.51.100.7' })).outcome).toBe('block')
    await new Promise(setImmediate)
    expect(gate.stats().listenerErrors).toBe(1)
  })

  it('do not affect decisions and reloads if the log cannot be written', () => {
    const fail = (): void => {
      throw new Error('the disk is full')
    }
    const rules = [block(inAttackers)]
    const gate = gateOf(rules, { logger: { debug: fail, info: fail, warn: fail, error: fail } })
    expect(gate.decide(requestOf({ peer: '198.51.100.7' })).outcome).toBe('block')
    expect(gate.replace(gate.plan).outcome).toBe('unchanged')
    expect(gate.stats()).toMatchObject({ listenerErrors: 2, reloads: 1, failedReloads: 0 })
  })

  it('include the reason for refusing a request before any rule', () => {
    const fields: LogFields[] = []
    const take = (given: LogFields): void => void fields.push(given)
    const logger: Logger = { debug: take, info: take, warn: take, error: take }
    const facts = [{ name: 'tenant', type: 'text', presence: 'required' }] as const
    const gate = createGate(planPolicy(modelOf({ facts })), { clock: testClock(), logger })
    gate.decide(requestOf())
    gate.decide(requestOf({ target: '/a/%2e%2e/b?token=secret' }))
    expect(fields).toMatchObject([
      { reason: 'fact-missing', detail: 'tenant', path: '/' },
      { reason: 'ambiguous-path', detail: 'a dot segment', target: '/a/%2e%2e/b' },
    ])
  })

  it('name the rule that depends on whether an escape is decoded', () => {
    const fields: LogFields[] = []
    const take = (given: LogFields): void => void fields.push(given)
    const logger: Logger = { debug: take, info: take, warn: take, error: take }
    const rules = [block(leaf({ kind: 'path-in', subject: 'path', set: 0 }), { text: 'block path in /admin/**' })]
    const plan = planPolicy(modelOf({ pathSets: [{ include: ['/admin/**'], except: [] }], rules }))
    createGate(plan, { clock: testClock(), logger }).decide(requestOf({ target: '/admin%2Fx?token=secret' }))
    expect(fields).toMatchObject([
      { reason: 'ambiguous-path', rule: 'block path in /admin/**', at: 'site.policy:1', target: '/admin%2Fx' },
    ])
  })

  it('are not sent to a listener that was removed', () => {
    const gate = gateOf([])
    let calls = 0
    const remove = gate.on('decision', () => calls++)
    gate.decide(requestOf())
    remove()
    gate.decide(requestOf())
    expect(calls).toBe(1)
  })

  it('write a refusal to the log at the rule’s level, as fields of limited length', () => {
    const lines: unknown[] = []
    const write =
      (level: string): Logger['info'] =>
      (fields, message) =>
        lines.push([level, message, fields])
    const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
    const gate = gateOf([block(inAttackers, { name: 'known attacker', log: 'warn' })], { logger })
    const agent = `evil\u001B[2J${'x'.repeat(1000)}`
    for (let i = 0; i < 3; i++) gate.decide(requestOf({ peer: '198.51.100.7', headers: ['User-Agent', agent] }))
    expect(lines).toEqual([
      [
        'warn',
        'blocked: known attacker',
        expect.objectContaining({ ip: '198.51.100.7', agent: `${agent.slice(0, 256)}…`, at: 'site.policy:1' }),
      ],
    ])
  })

  it('include a warning about an implausible clock, with which rules err on the side of refusing', () => {
    const clock = { wallMs: () => 0, monotonicMs: () => 0 }
    const never = { spec: { terms: [{ dates: { first: '2026-01-01', last: '2026-01-02' } }], except: [], zone: 'UTC' } }
    const during = {
      source: 'during',
      condition: leaf({ kind: 'now-in', window: 0 }),
      text: '',
      place: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
    } as const
    const rules = [limit(5, { guards: [during] }), exempt(anyone, [0], { guards: [during] })]
    const gate = createGate(planPolicy(modelOf({ windows: [never], rules })), { clock })
    const warnings = collect(gate, 'warning')
    expect(gate.decide(requestOf()).limits).toHaveLength(1)
    gate.decide(requestOf())
    expect(warnings.map(({ code }) => code)).toEqual(['clock-unsure'])
  })
})

describe('warnings of facts', () => {
  it('are emitted once an hour per fact, so that one invalid fact does not hide another', () => {
    const clock = testClock()
    const facts = ['role', 'plan'].map((name) => ({ name, type: 'text', presence: 'optional' }) as const)
    const gate = createGate(planPolicy(modelOf({ facts, rules: [limit(5)] })), { clock })
    const warnings = collect(gate, 'warning')
    const wrong = requestOf({ facts: { role: 7, plan: 8 } })
    gate.decide(wrong)
    gate.decide(wrong)
    clock.advance(3_600_000)
    gate.decide(wrong)
    expect(warnings.map(({ code, about }) => `${code} ${about}`)).toEqual([
      'fact-type role',
      'fact-type plan',
      'fact-type role',
      'fact-type plan',
    ])
  })
})

describe('a gate that observes', () => {
  it('admits every request and reports what it would have done', () => {
    const gate = gateOf([block(inAttackers, { name: 'known attacker' }), limit(1, { name: 'low' })], {
      mode: 'observe',
    })
    const events = collect(gate, 'would-block')
    const warnings = collect(gate, 'warning')
    expect(gate.decide(requestOf({ peer: '198.51.100.7' }))).toMatchObject({
      outcome: 'pass',
      status: 200,
      shadows: [{ rule: { name: 'known attacker' }, would: 'block' }],
    })
    gate.decide(requestOf())
    expect(gate.decide(requestOf()).shadows).toMatchObject([{ rule: { name: 'low' }, would: 'limit' }])
    expect(gate.decide(requestOf({ target: '/a\\b' })).outcome).toBe('pass')
    expect(events.map(({ decision }) => decision.reason)).toEqual(['block-rule', 'limit-exceeded', 'ambiguous-path'])
    expect(warnings.map(({ code }) => code)).toEqual(['observing'])
    expect(gate.stats()).toMatchObject({ decisions: 4, pass: 4, block: 0, limit: 0 })
  })
})

describe('a logger that says which levels it writes', () => {
  const attack = requestOf({ peer: '198.51.100.7' })

  it('is asked for each line, so that its level can change', () => {
    const lines: string[] = []
    let enabled: readonly string[] = ['warn', 'error']
    const take = (_: LogFields, message: string): void => void lines.push(message)
    const logger: Logger = {
      debug: take,
      info: take,
      warn: take,
      error: take,
      isLevelEnabled: (at) => enabled.includes(at),
    }
    const clock = testClock()
    const gate = gateOf([block(inAttackers, { name: 'known attacker' })], { logger, clock })
    gate.decide(attack)
    expect(lines).toEqual([])
    enabled = ['info']
    gate.decide(attack)
    gate.warn({ code: 'test', message: 'nobody sees this' })
    expect(lines).toEqual(['blocked: known attacker'])
  })

  it('receives every level if it throws', () => {
    const lines: string[] = []
    const take = (_: LogFields, message: string): void => void lines.push(message)
    const isLevelEnabled = (): never => {
      throw new Error('no levels')
    }
    const logger: Logger = { debug: take, info: take, warn: take, error: take, isLevelEnabled }
    gateOf([block(inAttackers, { name: 'known attacker' })], { logger }).decide(attack)
    expect(lines).toEqual(['blocked: known attacker'])
  })
})

describe('warnings of a gate', () => {
  it('include a daily reminder that nothing is refused', async () => {
    const clock = testClock()
    const gate = gateOf([], { mode: 'observe', clock })
    const warnings = collect(gate, 'warning')
    await Promise.resolve()
    gate.decide(requestOf())
    clock.advance(86_399_999)
    gate.decide(requestOf())
    expect(warnings).toHaveLength(1)
    clock.advance(1)
    gate.decide(requestOf())
    expect(warnings).toHaveLength(2)
  })
})
