import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePolicyFolder } from './testing/policy-folder.ts'

const { write, open, status } = usePolicyFolder({ beforeEach, afterEach })

describe('a reload', () => {
  it('compiles in a worker with the same result', async () => {
    await write('list.txt', '198.51.100.0/24')
    await write('site.policy', 'list bad = file "list.txt"\nblock ip in bad')
    const gate = await open({ watch: false, compile: 'worker' })
    const { fingerprint } = gate.plan.model
    expect(await gate.reload()).toMatchObject({ outcome: 'unchanged', fingerprint })
    expect(status(gate, '198.51.100.7')).toBe(403)
    await write('site.policy', 'block ip in nowhere')
    expect(await gate.reload()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('site.policy:1:13') as string,
    })
    await write('site.policy', 'block ip in 192.0.2.1')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect([status(gate, '198.51.100.7'), status(gate, '192.0.2.1')]).toEqual([200, 403])
  })
})
