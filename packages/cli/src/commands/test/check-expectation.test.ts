import type { RuleRef } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { isRule } from './check-expectation.ts'

const rule: RuleRef = {
  kind: 'block',
  id: 'x',
  name: 'attackers',
  file: 'site.policy',
  line: 3,
  text: 'block ip in attackers  as "attackers"',
}

describe('the name of a rule in a test', () => {
  it.each(['attackers', 'site.policy:3', 'policies/site.policy:3', 'block ip in attackers', rule.text])(
    'can be %s',
    (wanted) => {
      expect(isRule(rule, wanted)).toBe(true)
    },
  )

  it.each(['attacker', 'site.policy:4', 'other-site.policy:3', 'block ip in office', ''])('cannot be %j', (wanted) => {
    expect(isRule(rule, wanted)).toBe(false)
  })
})
