import { describe, expect, it } from 'vitest'
import type { Rule } from './model.ts'
import { compareRefusals, reportedOf, severestLog, statusOf } from './refusal-order.ts'
import { anyone, block, limit, modelOf } from './testing/model-of.ts'

/** The texts of rules in the order in which they are reported. */
function reported(...rules: readonly Rule[]): readonly string[] {
  return rules.toSorted(compareRefusals).map(({ text }) => text)
}

describe('compareRefusals', () => {
  it('puts an explicit reply before a default one, whatever its status', () => {
    expect(reported(block(anyone, { text: 'b' }), block(anyone, { text: 'a', reply: { status: 503 } }))).toEqual([
      'a',
      'b',
    ])
  })

  it('then puts the lowest status first', () => {
    const rules = [503, 404, 403].map((status) => block(anyone, { text: String(status), reply: { status } }))
    expect(reported(...rules)).toEqual(['403', '404', '503'])
  })

  it('then sorts by name, rules with a name before rules without', () => {
    const rules = [
      block(anyone, { text: 'a' }),
      block(anyone, { text: 'c', name: 'y' }),
      block(anyone, { text: 'd', name: 'x' }),
    ]
    expect(reported(...rules)).toEqual(['d', 'c', 'a'])
  })

  it('then sorts by text, and by digest if the texts are equal', () => {
    const rules = [block(anyone, { text: 'b' }), block(anyone, { text: 'a' })]
    expect(reported(...rules)).toEqual(['a', 'b'])
    const same = [block(anyone, { id: 'f' }), block(anyone, { id: '1' })]
    expect(same.toSorted(compareRefusals).map(({ id }) => id)).toEqual(['1', 'f'])
  })
})

describe('reportedOf', () => {
  it('returns the same rule for any order of the rules', () => {
    const model = modelOf({
      rules: [block(anyone, { text: 'b' }), block(anyone, { text: 'a' }), block(anyone, { text: 'c' })],
    })
    expect([reportedOf(model, [0, 1, 2]), reportedOf(model, [2, 0, 1]), reportedOf(model, [2, 0])]).toEqual([1, 1, 0])
  })
})

describe('statusOf', () => {
  it('is 403, 429 for limits, or the status of the reply', () => {
    expect([block(anyone), limit(1), limit(1, { reply: { status: 503 } })].map(statusOf)).toEqual([403, 429, 503])
  })
})

describe('severestLog', () => {
  it('is the most severe level that any rule asks for', () => {
    const model = modelOf({ rules: [block(anyone, { log: 'info' }), block(anyone), block(anyone, { log: 'warn' })] })
    expect(severestLog(model, [0, 1, 2])).toBe('warn')
    expect(severestLog(model, [1])).toBeUndefined()
  })
})
