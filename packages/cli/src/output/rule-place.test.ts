import { describe, expect, it } from 'vitest'
import { rulePlace } from './rule-place.ts'

describe('where a rule stands', () => {
  it.each([
    ['site.policy', 'site.policy', 'site.policy:3'],
    ['policies/site.policy', 'tenants/a.policy', 'policies/tenants/a.policy:3'],
    ['../site.policy', 'robots.txt', '../robots.txt:3'],
    ['/etc/tidegate/site.policy', 'site.policy', '/etc/tidegate/site.policy:3'],
  ])('is told as seen from where the command runs: %s', (policy, file, place) => {
    expect(rulePlace(policy, { file, line: 3 })).toBe(place)
  })
})
