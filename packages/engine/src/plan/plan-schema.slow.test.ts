import { modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { randomModel } from '../testing/random-model.ts'
import { readPlan, writePlan } from './plan-json.ts'
import { planPolicy } from './plan-policy.ts'
import fc from 'fast-check'

const { resolve } = createRequire(import.meta.url)
const [modelSchema, planSchema] = ['@tidegate/model/model.schema.json', '@tidegate/engine/plan.schema.json'].map(
  (name) => JSON.parse(readFileSync(resolve(name), 'utf8')) as object,
) as [object, object]
const ajv = new Ajv2020({ strict: true }).addSchema(modelSchema)
const validate = ajv.compile(planSchema)

type Way = readonly (string | number)[]

/** Properties that are optional in every object. */
const optional = new Set<unknown>([
  'clientIp',
  'plugin',
  'dates',
  'days',
  'clock',
  'reply',
  'log',
  'burst',
  'cost',
  'blockMs',
  'countingReplies',
  'replaces',
  'bots',
  'patterns',
  'atomOfBots',
])
const sets = new Set<unknown>(['addressSets', 'botSets', 'pathSets', 'windows', 'rules'])

/** Whether the value at a path is optional. */
function isOptional(way: Way): boolean {
  const [list, of, key] = [way.at(-3), way.at(-2), way.at(-1)]
  if (key === 'name') return of === 'model' || sets.has(list)
  if (key === 'from') return list === 'botSets'
  return optional.has(key) || (key === 'text' && of === 'reply')
}

function written(plan: Parameters<typeof writePlan>[0]): unknown {
  return JSON.parse(writePlan(plan))
}

/** The paths to all parts of a value, starting with itself. */
function waysInto(value: unknown, way: Way = []): readonly Way[] {
  if (typeof value !== 'object' || value === null) return [way]
  return [way, ...Object.entries(value).flatMap(([key, item]) => waysInto(item, [...way, key]))]
}

/** A copy with another value at a path; undefined removes it. */
function changedAt(value: unknown, [key, ...rest]: Way, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value)
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) }
  const changed = changedAt(copy[key], rest, change)
  if (changed === undefined) delete copy[key]
  else copy[key] = changed
  return copy
}

/** A value of another JSON type. */
function ofAnotherType(value: unknown): unknown {
  if (typeof value === 'string') return 7
  if (typeof value === 'number') return `${value}`
  if (typeof value === 'boolean') return value ? 1 : 0
  return Array.isArray(value) ? {} : [value]
}

/** Serialised plans, each with some paths into it. */
const plans = fc.tuple(randomModel, fc.array(fc.nat(), { minLength: 10, maxLength: 10 })).map(([model, picks]) => {
  const plan = written(planPolicy(model))
  const all = waysInto(plan)
  return { plan, ways: picks.map((pick) => all[pick % all.length]!).filter((way) => way.length > 0) }
})

function valueAt(value: unknown, way: Way): unknown {
  return way.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value)
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

describe('the schemas of model and plan', () => {
  it('accept every serialised plan', () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        expect([validate(plan), validate.errors]).toEqual([true, null])
      }),
      { numRuns: runs(40, 1 / 2) },
    )
  })

  it('reject a value of another type at any path', () => {
    fc.assert(
      fc.property(plans, ({ plan, ways }) => {
        for (const way of ways) {
          expect([way, validate(changedAt(plan, way, ofAnotherType))]).toEqual([way, false])
          expect([way, validate(changedAt(plan, way, () => null))]).toEqual([way, false])
        }
      }),
      { numRuns: runs(15, 1 / 2) },
    )
  })

  it('reject an object with an additional property, or without a required one', () => {
    const left = new Set<unknown>()
    fc.assert(
      fc.property(plans, ({ plan, ways }) => {
        for (const way of ways) {
          const holder = valueAt(plan, way.slice(0, -1))
          if (!isPlain(holder)) continue
          left.add(way.at(-1))
          const more = changedAt(plan, way.slice(0, -1), (old) => ({ ...(old as object), extra: 1 }))
          expect([way, validate(more)]).toEqual([way, false])
          expect([way, validate(changedAt(plan, way, () => undefined))]).toEqual([way, isOptional(way)])
        }
      }),
      { numRuns: runs(25, 1 / 2) },
    )
    expect(left.size).toBeGreaterThan(30)
  })

  it('reject another version, an unknown kind and impossible numbers', () => {
    const seen = { kinds: 0, numbers: 0 }
    fc.assert(
      fc.property(plans, fc.constantFrom(-2, 0.5), ({ plan, ways }, wrong) => {
        expect(validate(changedAt(plan, ['version'], () => 1))).toBe(false)
        for (const way of ways) {
          const old = valueAt(plan, way)
          if (way.at(-1) === 'kind') {
            seen.kinds++
            expect([way, validate(changedAt(plan, way, () => 'nothing'))]).toEqual([way, false])
          } else if (typeof old === 'number' && way.at(-1) !== 'value') {
            seen.numbers++
            expect([way, validate(changedAt(plan, way, () => wrong))]).toEqual([way, false])
          }
        }
      }),
      { numRuns: runs(25, 1 / 2) },
    )
    expect([seen.kinds > 10, seen.numbers > 10]).toEqual([true, true])
  })

  it('accept what `readPlan` accepts if one value is replaced', () => {
    const values: readonly unknown[] = [-1, 0, 1, 7, 403, 0.5, 2 ** 31, '', 'a', true, [], {}, null]
    const words = ['and', 'or', 'text', 'ip', 'peer', 'method', 'header', 'block', 'limit', 'optional', 'error', 'UTC']
    const timed = written(planPolicy(modelOf({ windows: [{ spec: { terms: [{}], except: [], zone: 'UTC' } }] })))
    const windowTerm = ['model', 'windows', 0, 'spec', 'terms', 0]
    expect(valueAt(timed, windowTerm)).toBeTypeOf('object')
    let accepted = 0
    fc.assert(
      fc.property(plans, fc.constantFrom(...values, ...words), ({ plan, ways }, value) => {
        for (const way of ways) {
          // If the kind of an object was changed, `readPlan` ignores properties that the new kind does not have.
          if (way.at(-1) === 'kind') continue
          const changed = changedAt(plan, way, () => value)
          if (readPlan(JSON.stringify(changed)).kind === 'fault') continue
          accepted++
          expect([way, value, validate(changed)]).toEqual([way, value, true])
        }
      }),
      { numRuns: runs(40), examples: [[{ plan: timed, ways: [windowTerm] }, []]] },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})
