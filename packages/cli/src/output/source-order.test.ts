import { describe, expect, it } from 'vitest'
import { inSourceOrder } from './source-order.ts'

describe('the order in which rules are shown', () => {
  it('is that of the policy file, then that of the others', () => {
    const places = ['b/x.policy:3', 'site.policy:12', 'a.policy:1', 'site.policy:2', 'b/x.policy:1'].map((text) => {
      const [file = '', line] = text.split(':')
      return { file, line: Number(line) }
    })
    const shown = inSourceOrder(places, 'policies/site.policy', (place) => place)
    expect(shown.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'site.policy:2',
      'site.policy:12',
      'a.policy:1',
      'b/x.policy:1',
      'b/x.policy:3',
    ])
  })
})
