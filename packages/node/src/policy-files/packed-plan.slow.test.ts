import { leaf } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { block, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { expect, test } from 'vitest'
import { planPolicy } from '@tidegate/engine/tools'
import type { Plan } from '@tidegate/engine'
import { randomModel } from '@tidegate/engine/testing'
import { packPlan, unpackPlan } from './packed-plan.ts'
import { transferablesOf } from './transferables-of.ts'

/** The plan that another thread receives, and the number and length of its steps. */
function sent(plan: Plan): { readonly plan: Plan; readonly steps: number; readonly longest: number } {
  const packed = packPlan(plan)
  const longest = Math.max(...packed.pieces.map(({ json }) => json.length))
  const received = structuredClone(packed, { transfer: transferablesOf(packed) })
  const work = unpackPlan(received)
  for (let steps = 0; ; steps++) {
    const step = work.next()
    if (step.done === true) return { plan: step.value, steps, longest }
  }
}

test('a plan is unchanged after being packed, sent and unpacked', () => {
  fc.assert(
    fc.property(randomModel, (model) => {
      const plan = planPolicy(model)
      const before = structuredClone(plan)
      expect(sent(plan).plan).toEqual(before)
    }),
    { numRuns: runs(50) },
  )
})

test('a plan with many rules, long lists and large arrays is sent in many short pieces', () => {
  const hosts = Array.from({ length: 3_000 }, (_, index) => `host-${index}.example.com`)
  const addresses = Array.from({ length: 3_000 }, (_, index) => `10.${index >> 8}.${index & 255}.7`)
  const model = modelOf({
    addressSets: [{ set: ipSetOf(addresses) }, ...addresses.slice(0, 100).map((one) => ({ set: ipSetOf([one]) }))],
    rules: [
      block(leaf({ kind: 'text-in', subject: { kind: 'host' }, values: hosts })),
      ...Array.from({ length: 101 }, (_, set) => block(leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set }))),
      ...hosts.slice(0, 500).map((name) => limit(5, { key: [{ kind: 'text', subject: { kind: 'header', name } }] })),
    ],
  })
  const plan = planPolicy(model)
  const before = structuredClone(plan)
  const arrived = sent(plan)
  expect(arrived.plan).toEqual(before)
  expect(arrived.steps).toBeGreaterThan(10)
  expect(arrived.longest).toBeLessThan(150_000)
})
