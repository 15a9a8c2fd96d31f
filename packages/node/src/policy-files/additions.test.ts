import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePolicyFolder } from './testing/policy-folder.ts'

const at = usePolicyFolder({ beforeEach, afterEach })
const policy = 'list office = 203.0.113.0/24\nlimit 5 per minute per ip as "visitors"\n'
const block = { file: 'added 1', text: 'block ip in office' }

describe('statements that are added to a running policy', () => {
  it.each(['here', 'worker'] as const)('are in force at once, with counts kept, and end (%s)', async (compile) => {
    await at.write('site.policy', policy)
    const gate = await at.open({ compile })
    for (let i = 0; i < 3; i++) at.status(gate, '192.0.2.1')
    expect(await gate.amend([block])).toMatchObject({ kind: 'amended', report: { limitsKept: 1 } })
    expect(at.status(gate, '203.0.113.9')).toBe(403)
    expect(gate.decide(at.request('203.0.113.9')).rule).toMatchObject({ file: 'added 1', line: 1 })
    expect(gate.decide(at.request('192.0.2.1')).limits[0]?.remaining).toBe(1)
    await gate.amend([])
    expect(at.status(gate, '203.0.113.9')).toBe(200)
  })

  it('survive a reload, and are left out as long as they do not compile with the policy', async () => {
    await at.write('site.policy', policy)
    const gate = await at.open()
    await gate.amend([block])
    await at.reloaded(gate, () => at.save('site.policy', `${policy}# changed\n`))
    expect(at.status(gate, '203.0.113.9')).toBe(403)
    await at.reloaded(gate, () => at.save('site.policy', policy.replace('office', 'offices')))
    expect(at.status(gate, '203.0.113.9')).toBe(200)
    expect(gate.additions()).toMatchObject([
      {
        file: 'added 1',
        fault: { message: 'no list of addresses is named `office`', help: 'did you mean `offices`?' },
      },
    ])
    await at.reloaded(gate, () => at.save('site.policy', policy))
    expect(at.status(gate, '203.0.113.9')).toBe(403)
    expect(gate.additions()).toEqual([block])
  })

  it('change nothing if they have errors, or the policy has', async () => {
    await at.write('site.policy', policy)
    const gate = await at.open()
    await gate.amend([block])
    const wrong = { file: 'added 2', text: 'limit 5 per minute per ip as "visitors"' }
    const answer = await gate.amend([block, wrong])
    expect(answer).toMatchObject({ kind: 'fault', file: 'added 2' })
    expect(gate.additions()).toEqual([block])
    expect(at.status(gate, '203.0.113.9')).toBe(403)
    await at.write('site.policy', 'block nothing')
    expect(await gate.amend([])).toMatchObject({ kind: 'refused' })
    expect(gate.additions()).toEqual([block])
    expect(at.status(gate, '203.0.113.9')).toBe(403)
  })

  it('are added one after another', async () => {
    await at.write('site.policy', policy)
    const gate = await at.open()
    const other = { file: 'added 2', text: 'block ip in 192.0.2.1' }
    await Promise.all([gate.amend([block]), gate.amend([block, other]), gate.amend([other])])
    expect(gate.additions()).toEqual([other])
    expect([at.status(gate, '203.0.113.9'), at.status(gate, '192.0.2.1')]).toEqual([200, 403])
  })
})
