import { checkPolicy, noFiles } from '@tidegate/dsl'
import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { findLockouts, type Lockouts } from './find-lockouts.ts'

function lockouts(text: string, address: string): Lockouts {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return findLockouts(model!, parseIp(address)!, Date.UTC(2026, 10, 18, 10))
}

describe('the lockouts of an address', () => {
  const policy = 'where path in /admin/** { allow only ip in 192.0.2.0/24 }'

  it('show where a rule refuses the address, and that it lets another one in', () => {
    expect(lockouts(policy, '198.51.100.1')).toMatchObject({
      rules: [{ verdict: 'refuses', where: ['where path in /admin/**'] }],
      lockedOut: true,
    })
    expect(lockouts(policy, '192.0.2.9')).toMatchObject({ rules: [{ verdict: 'lets-in' }], lockedOut: false })
  })

  it('include an address that the front page refuses, whatever the rules depend on', () => {
    const found = lockouts('allow only ip in 192.0.2.0/24 or user is present', '198.51.100.1')
    expect(found.rules[0]!.verdict).toBe('depends')
    expect(found.front.outcome).toBe('block')
    expect(found.lockedOut).toBe(true)
  })

  it('omit a rule that a guard on addresses disables', () => {
    const found = lockouts('allow only user is present unless ip in 198.51.100.1', '198.51.100.1')
    expect(found.rules[0]!.verdict).toBe('lets-in')
  })

  it('do not include shadow rules', () => {
    expect(lockouts('shadow allow only ip in 192.0.2.1', '198.51.100.1').lockedOut).toBe(false)
  })

  it('show only blocks that refuse the address', () => {
    const found = lockouts(
      'block ip in 198.51.100.1\nblock ip in 203.0.113.1\nblock agent contains "x"',
      '198.51.100.1',
    )
    expect(found.rules.map(({ text }) => text)).toEqual(['block ip in 198.51.100.1'])
  })
})
