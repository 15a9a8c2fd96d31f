import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJudge } from '../judge/create-judge.ts'
import { factsFor, randomRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { checkPlan } from './check-plan.ts'
import { readPlan, writePlan } from './plan-json.ts'
import type { Plan } from './plan.ts'
import { planPolicy } from './plan-policy.ts'

const zones = createZoneReader()

function readBack(plan: Plan): Plan {
  const read = readPlan(writePlan(plan))
  if (read.kind === 'fault') throw new Error(read.fault)
  return read.plan
}

/** The paths to all parts of a value that are not objects. */
function places(value: unknown, way: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [way]
  return Object.entries(value).flatMap(([key, item]) => places(item, [...way, key]))
}

function withValueAt(value: unknown, way: readonly (string | number)[], put: (old: unknown) => unknown): unknown {
  const [key, ...rest] = way
  if (key === undefined) return put(value)
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<string, unknown>)
    : { ...(value as object) }
  copy[key] = withValueAt(copy[key], rest, put)
  return copy
}

describe('writePlan and readPlan', () => {
  it('restore an equal plan, which gives the same results', () => {
    fc.assert(
      fc.property(randomModel, fc.array(randomRequest, { minLength: 1, maxLength: 5 }), (model, requests) => {
        const plan = planPolicy(model)
        const stored = readBack(plan)
        expect(stored).toEqual(plan)
        const [judge, other] = [createJudge(plan, zones), createJudge(stored, zones)]
        for (const request of requests) expect(other(factsFor(model, request))).toEqual(judge(factsFor(model, request)))
      }),
      { numRuns: runs(25, 1 / 2) },
    )
  })

  it('accept a structured clone of a plan', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        expect(checkPlan(structuredClone(planPolicy(model))).kind).toBe('plan')
      }),
      { numRuns: runs(25, 1 / 2) },
    )
  })

  it('reject invalid plans with a reason', () => {
    const faultOf = (text: string): string => {
      const read = readPlan(text)
      return read.kind === 'fault' ? read.fault : ''
    }
    expect(faultOf('')).toMatch(/not JSON/)
    expect(faultOf('[]')).toMatch(/plan is not an object/)
    expect(faultOf('{"version":9}')).toMatch(/version/)
    expect(faultOf('{"version":2,"model":{},"dimensions":{}}')).toMatch(/^model\./)
    expect(faultOf('['.repeat(100_000))).toMatch(/not JSON/)
    expect(faultOf(`${'{"model":'.repeat(20_000)}1${'}'.repeat(20_000)}`)).not.toBe('')
    expect(faultOf('{"version":2,"model":{"$array":"Uint32Array","base64":"AAA="},"dimensions":{}}')).toMatch(
      /not JSON|base 64/,
    )
  })

  it('reject a plan with one changed value, or use it without an exception', () => {
    const change = fc.constantFrom<(old: unknown) => unknown>(
      () => -1,
      () => 2 ** 31 - 1,
      () => 0.5,
      () => undefined,
      () => '__proto__',
      (old) => (typeof old === 'number' ? old + 1 : old),
      (old) => (typeof old === 'number' ? old - 1 : [old]),
      (old) => (typeof old === 'string' ? old.slice(4) : {}),
    )
    let accepted = 0
    let refused = 0
    fc.assert(
      fc.property(randomModel, fc.nat(), change, randomRequest, (model, pick, put, request) => {
        const written: unknown = JSON.parse(writePlan(planPolicy(model)))
        const ways = places(written)
        const changed = withValueAt(written, ways[pick % ways.length]!, put)
        const read = readPlan(JSON.stringify(changed))
        if (read.kind === 'fault') refused++
        else {
          accepted++
          createJudge(read.plan, zones)(factsFor(read.plan.model, request))
        }
      }),
      { numRuns: runs(100) },
    )
    expect([accepted > 10, refused > 50]).toEqual([true, true])
  })

  it('reject a plan with one changed word of a table, or use it without an exception', () => {
    fc.assert(
      fc.property(randomModel, fc.nat(), fc.nat(), fc.integer(), randomRequest, (model, pick, at, word, request) => {
        const plan = structuredClone(planPolicy(model))
        const arrays = tablesOf(plan)
        const array = arrays[pick % arrays.length]!
        array[at % array.length] = word
        const checked = checkPlan(plan)
        const judged = checked.kind === 'plan' ? createJudge(checked.plan, zones)(factsFor(model, request)) : undefined
        expect(judged === undefined || Array.isArray(judged.limits)).toBe(true)
      }),
      { numRuns: runs(100) },
    )
  })
})

/** The typed arrays of a plan's tables that are not empty. */
function tablesOf(value: unknown): readonly Uint32Array[] {
  if (ArrayBuffer.isView(value)) return (value as Uint32Array).length > 0 ? [value as Uint32Array] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(tablesOf) : []
}
