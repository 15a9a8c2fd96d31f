import { type Condition, leaf } from '@tidegate/model'
import { anyone, block, guardOf, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { planPolicy } from './plan-policy.ts'
import { type WorstCost, worstCost } from './worst-cost.ts'

const inList: Condition = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
const contains: Condition = leaf({ kind: 'text-match', subject: { kind: 'host' }, operator: 'contains', value: 'a' })

function costOf(...conditions: readonly Condition[]): WorstCost {
  const rules = conditions.map((condition) => block(condition))
  return worstCost(planPolicy(modelOf({ addressSets: [{ set: ipSetOf(['10.0.0.0/8']) }], rules })))
}

describe('worstCost', () => {
  it('is zero for a policy without rules, and grows with every rule', () => {
    expect(costOf()).toEqual({ steps: 0, parts: [], limits: 0 })
    expect(costOf(inList).steps).toBeGreaterThan(0)
    expect(costOf(inList, contains).steps).toBeGreaterThan(costOf(inList).steps)
  })

  it('lists the most expensive part first', () => {
    expect(costOf(inList, contains).parts.map(({ what }) => what)[0]).toBe('texts')
  })

  it('hardly grows with rules that use the same inputs', () => {
    const many = Array.from({ length: 1000 }, () => inList)
    expect(costOf(...many).steps).toBeLessThan(costOf(inList).steps * 10)
  })

  it('contains the number of limits that may have to be counted', () => {
    const rules = [limit(1), limit(2, { guards: [guardOf('when', anyone)] }), block(anyone)]
    expect(worstCost(planPolicy(modelOf({ rules }))).limits).toBe(2)
  })
})
