import { checkPolicy, noFiles } from '@tidegate/dsl'
import { planPolicy } from '@tidegate/engine/tools'
import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { findLockouts, type Lockouts } from './find-lockouts.ts'

function lockouts(text: string, address: string): Lockouts {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return findLockouts(planPolicy(model!), parseIp(address)!, Date.UTC(2026, 10, 18, 10))
}

describe('what a policy closes to an address', () => {
  const policy = 'where path in /admin/** { allow only ip in 192.0.2.0/24 }'

  it('says where a rule refuses the address, and that it lets another in', () => {
    expect(lockouts(policy, '198.51.100.1')).toMatchObject({
      rules: [{ verdict: 'refuses', where: ['where path in /admin/**'] }],
      lockedOut: true,
    })
    expect(lockouts(policy, '192.0.2.9')).toMatchObject({ rules: [{ verdict: 'lets-in' }], lockedOut: false })
  })

  it('calls an address locked out that the front page refuses, whatever its rules depend on', () => {
    const found = lockouts('allow only ip in 192.0.2.0/24 or user is present', '198.51.100.1')
    expect(found.rules[0]!.verdict).toBe('depends')
    expect(found.front.outcome).toBe('block')
    expect(found.lockedOut).toBe(true)
  })

  it('leaves out a rule that an address guard takes out of force', () => {
    const found = lockouts('allow only user is present unless ip in 198.51.100.1', '198.51.100.1')
    expect(found.rules[0]!.verdict).toBe('lets-in')
  })

  it('counts no shadow rule as a lockout', () => {
    expect(lockouts('shadow allow only ip in 192.0.2.1', '198.51.100.1').lockedOut).toBe(false)
  })

  it('shows blocks that are aimed at the address, and no others', () => {
    const found = lockouts(
      'block ip in 198.51.100.1\nblock ip in 203.0.113.1\nblock agent contains "x"',
      '198.51.100.1',
    )
    expect(found.rules.map(({ text }) => text)).toEqual(['block ip in 198.51.100.1'])
  })
})
