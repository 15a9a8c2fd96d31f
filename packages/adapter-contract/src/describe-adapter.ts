import { describe } from 'vitest'
import type { AdapterUnderTest } from './adapter.ts'
import { behaviours } from './behaviours.ts'

/**
 * Declares the tests that every adapter MUST pass, against real servers on loopback. Throws an `Error` for a skip without a reason: the titles
 * show why something is not tested.
 */
export function describeAdapter(adapter: AdapterUnderTest): void {
  const skips: Readonly<Partial<Record<string, string>>> = adapter.skips ?? {}
  for (const [name, reason] of Object.entries(skips)) {
    if (reason?.trim() === '') throw new Error(`${adapter.name}: the skip of '${name}' needs a reason`)
  }
  describe(`${adapter.name} fulfils the adapter contract`, () => {
    for (const [name, { declare }] of Object.entries(behaviours)) {
      const reason = skips[name]
      describe.skipIf(reason !== undefined)(`${name}${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
        declare(adapter)
      })
    }
  })
}
