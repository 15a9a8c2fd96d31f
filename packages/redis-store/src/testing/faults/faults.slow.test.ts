import { redisServer, runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { countExcess } from './count-excess.ts'
import { faults } from './faults.ts'
import { measureFault } from './measure-fault.ts'

/** WHY: a usual run tries one fault, and a deep run all of them, with each `onStoreError`. */
const isDeep = runs(1) > 1
const tried = isDeep ? faults : faults.filter(({ name }) => name === 'paused')
const times = isDeep
  ? { beforeMs: 500, faultMs: 2000, afterMs: 4000, everyMs: 10 }
  : { beforeMs: 200, faultMs: 500, afterMs: 500, everyMs: 20 }

describe.skipIf(redisServer === undefined).each(tried)('a server that is $name', (fault) => {
  it.skipIf(fault.missing() !== undefined)(
    'admits nothing beyond a limit with `deny`, and at most the shares of all processes with `local`',
    async () => {
      const denied = await measureFault(fault, 'deny', times)
      expect(denied.wrongAdmissions).toBe(0)
      expect(denied.withoutServer).toBeGreaterThan(0)
      if (!isDeep) return
      const local = await measureFault(fault, 'local', times)
      expect(local.wrongAdmissions).toBeLessThanOrEqual(local.atMost!)
      const allowed = await measureFault(fault, 'allow', times)
      expect(allowed.withoutServer).toBeGreaterThan(0)
      for (const { recoveredAfterMs } of [denied, local, allowed]) expect(recoveredAfterMs).toBeLessThan(Infinity)
    },
    60_000,
  )
})

describe('the observer of admissions', () => {
  it('counts only requests that were certainly counted within one period', () => {
    const at = (client: number, sentMs: number, answeredMs = sentMs + 1) => ({ client, sentMs, answeredMs })
    expect(countExcess([at(1, 0), at(1, 10), at(1, 20)], 2, 100)).toBe(1)
    expect(countExcess([at(1, 0), at(1, 10), at(1, 99)], 2, 100)).toBe(0)
    expect(countExcess([at(1, 0), at(1, 10), at(2, 20), at(2, 20), at(2, 20), at(2, 20)], 2, 100)).toBe(2)
  })
})
