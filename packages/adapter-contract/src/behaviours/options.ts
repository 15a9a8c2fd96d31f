import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'

/** Options that cannot be right are refused at once, and a policy that cannot be read stops the start. */
export function describeOptions(adapter: AdapterUnderTest): void {
  it('refuses an option that it does not know and suggests the one that was meant', () => {
    const misspelt = { policy: 'site.policy', trustproxy: ['loopback'] }
    expect(() => adapter.make(misspelt)).toThrow(/trustproxy.*trustProxy/s)
  })

  it('refuses trustProxy: true with an explanation', () => {
    const careless = { policy: 'site.policy', trustProxy: true } as unknown as { policy: string }
    expect(() => adapter.make(careless)).toThrow(/trustProxy/)
  })

  it('refuses to start without a policy', () => {
    expect(() => adapter.make({})).toThrow(/policy/)
  })

  it('rejects when the policy cannot be read', async () => {
    await expect(adapter.make({ policy: '/nowhere/site.policy' }).ready).rejects.toThrow(/site\.policy/)
  })
}
