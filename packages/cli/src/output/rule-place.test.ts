import { describe, expect, it } from 'vitest'
import { rulePlace } from './rule-place.ts'

describe('the place of a rule', () => {
  it.each([
    ['site.policy', 'site.policy', 'site.policy:3'],
    ['policies/site.policy', 'tenants/a.policy', 'policies/tenants/a.policy:3'],
    ['../site.policy', 'robots.txt', '../robots.txt:3'],
    ['/etc/tidegate/site.policy', 'site.policy', '/etc/tidegate/site.policy:3'],
  ])('is relative to the folder of the command: %s', (policy, file, place) => {
    expect(rulePlace(policy, { file, line: 3 })).toBe(place)
  })
})
