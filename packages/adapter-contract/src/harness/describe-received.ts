import { describe } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'

/** Declares tests with targets that a URL parser changes or refuses, except for an adapter that does not receive such targets. */
export function describeReceived({ parsedTargets }: AdapterUnderTest, declare: () => void): void {
  const reason = parsedTargets === undefined ? '' : ` (skipped: ${parsedTargets})`
  describe.skipIf(parsedTargets !== undefined)(`as received${reason}`, () => {
    declare()
  })
}
