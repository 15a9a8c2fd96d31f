import { type Facts, interpret, type Judged, type Model, type Rule } from '@tidegate/model'
import { allowOnly, anyone, block, exempt, guardOf, limit, modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { factsFor, anyRequest } from '../testing/random-facts.ts'
import { createJudge } from './create-judge.ts'
import { blankFacts } from './blank-facts.ts'
import fc from 'fast-check'

const zones = createZoneReader()
const noClient = { kind: 'not', condition: anyone } as const
const never = [guardOf('when', noClient)]
const facts = { ...blankFacts, nowMs: Date.UTC(2026, 10, 17, 12) }

function judged(...rules: readonly Rule[]): Judged {
  const model = modelOf({ rules })
  return judgedBothWays(model, facts)
}

/** With rows of one word and with rows of several. */
function judgedBothWays(model: Model, asked: Facts): Judged {
  const plan = planPolicy(model)
  const found = interpret(model, asked, zones)
  for (const isNarrow of [true, false]) expect(createJudge(plan, zones, isNarrow)(asked)).toEqual(found)
  return found
}

describe('the phases', () => {
  it('report a block even if an allow only refuses too, for any order and any reply', () => {
    const gate = allowOnly(noClient, { name: 'a', reply: { status: 401 }, log: 'error' })
    const refusal = { phase: 'block', log: 'info' }
    expect(judged(gate, block(anyone, { log: 'info' })).refused).toEqual({ ...refusal, rule: 1 })
    expect(judged(block(anyone, { log: 'info' }), gate).refused).toEqual({ ...refusal, rule: 0 })
  })

  it('report an allow only if the block is a shadow, not in force, or does not match', () => {
    for (const idle of [block(anyone, { shadow: true }), block(anyone, { guards: never }), block(noClient)])
      expect(judged(idle, allowOnly(noClient)).refused).toEqual({ phase: 'allow-only', rule: 1 })
  })

  it('reach limits only if neither refuses, and charge nothing if one does', () => {
    expect(judged(limit(1), allowOnly(anyone), block(noClient))).toMatchObject({ limits: [{ rule: 0 }] })
    expect(judged(limit(1), allowOnly(noClient))).toMatchObject({ limits: [] })
    expect(judged(limit(1), block(anyone))).toMatchObject({ limits: [] })
  })

  it('replace limits before exempting them, and never replace by a shadow', () => {
    const rules = [limit(1), limit(2, { replaces: 0 }), exempt(anyone, [0, 1])]
    expect(judged(...rules)).toMatchObject({ limits: [], replaced: [0], exempted: [1] })
    expect(judged(limit(1), limit(2, { replaces: 0, shadow: true }))).toMatchObject({ replaced: [] })
  })

  it('report like the interpreter, for random refusing rules with every kind of reply', () => {
    const refusing = fc
      .record({
        isBlock: fc.boolean(),
        refuses: fc.boolean(),
        shadow: fc.constantFrom(false, false, true),
        name: fc.constantFrom(undefined, 'x', 'y'),
        status: fc.constantFrom(undefined, 401, 403, 503),
        log: fc.constantFrom(undefined, 'debug' as const, 'info' as const, 'warn' as const, 'error' as const),
        text: fc.constantFrom('a', 'b'),
      })
      .map(({ isBlock, refuses, name, status, log, ...more }): Rule => {
        const reply = status === undefined ? {} : { reply: { status } }
        const rest = { ...more, ...reply, ...(name !== undefined && { name }), ...(log !== undefined && { log }) }
        return isBlock ? block(refuses ? anyone : noClient, rest) : allowOnly(refuses ? noClient : anyone, rest)
      })
    let both = 0
    fc.assert(
      fc.property(fc.array(refusing, { minLength: 2, maxLength: 8 }), anyRequest, (rules, request) => {
        const model: Model = modelOf({ rules })
        const asked = factsFor(model, request)
        const found = judgedBothWays(model, asked)
        if (found.refused?.phase === 'block' && rules.some(refusesAtGate)) both++
      }),
      { numRuns: runs(200) },
    )
    expect(both).toBeGreaterThan(20)
  })
})

function refusesAtGate(rule: Rule): boolean {
  return rule.kind === 'allow-only' && !rule.shadow && rule.condition.kind === 'not'
}
