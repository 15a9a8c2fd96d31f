import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'

/** Invalid options throw immediately, and the application does not start if its policy cannot be read. */
export function describeOptions(adapter: AdapterUnderTest): void {
  it('rejects an unknown option and suggests the closest known one', () => {
    const misspelt = { policy: 'site.policy', trustproxy: ['loopback'] }
    expect(() => adapter.make(misspelt)).toThrow(/trustproxy.*trustProxy/s)
  })

  it('rejects trustProxy: true with an explanation', () => {
    const careless = { policy: 'site.policy', trustProxy: true } as unknown as { policy: string }
    expect(() => adapter.make(careless)).toThrow(/trustProxy/)
  })

  it('refuses to start without a policy', () => {
    expect(() => adapter.make({})).toThrow(/policy/)
    expect(() => adapter.make(undefined as unknown as object)).toThrow(/policy/)
  })

  it.each([
    ['a path', 'site.policy', /must be an object, found "site\.policy": write `tidegate\(/],
    ['a request', { headers: {}, _events: {} }, /found a request: mount the result of a call, `tidegate\(/],
    ['a gate that is not open yet', { gate: Promise.resolve({}) }, /await openPolicy/],
  ])('says what to write for %s instead of options', (_, options, message) => {
    expect(() => adapter.make(options as object)).toThrow(message)
  })

  it('rejects `ready` if the policy cannot be read', async () => {
    await expect(adapter.make({ policy: '/nowhere/site.policy' }).ready).rejects.toThrow(/site\.policy/)
  })
}
