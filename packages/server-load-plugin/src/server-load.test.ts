import { availableParallelism, cpus, loadavg, platform } from 'node:os'
import { describePluginContract } from '@tidegate/engine/testing'
import { describe, expect, it } from 'vitest'
import { machineLoad } from './machine-load.ts'
import { serverLoad } from './server-load.ts'

describePluginContract(
  'server-load',
  () => {
    const load = serverLoad()
    load.close()
    return load.plugin
  },
  { describe, it, expect },
)

/** A busy machine measures late. */
const patient = { timeout: 10_000, interval: 5 }

/** The request does not matter: no fact depends on it. */
const anyRequest = {} as never

describe('serverLoad', () => {
  it('has the load of the machine at once, and the rest after the first period', async () => {
    const load = serverLoad({ sampleMs: 20 })
    try {
      expect(load.values()).toEqual({
        load: platform() === 'win32' ? undefined : expect.any(Number),
        eventLoop: undefined,
        requestsPerSecond: undefined,
      })
      await expect.poll(() => load.values().eventLoop, patient).toBeTypeOf('number')
      expect(load.values().eventLoop).toBeGreaterThanOrEqual(0)
      expect(load.values().eventLoop).toBeLessThanOrEqual(1)
      expect(load.values().requestsPerSecond).toBe(0)
    } finally {
      load.close()
    }
  })

  it('counts the requests for which the fact is read, per second of the period', async () => {
    const load = serverLoad({ sampleMs: 50 })
    try {
      const { read } = load.plugin.facts['server.requests_per_second']
      const readAgain = (): number | undefined => {
        for (let i = 0; i < 100; i++) read(anyRequest)
        return load.values().requestsPerSecond
      }
      await expect.poll(readAgain, patient).toBeGreaterThan(0)
      await expect.poll(() => load.values().requestsPerSecond, patient).toBe(0)
    } finally {
      load.close()
    }
  })

  it('has no facts after close', async () => {
    const load = serverLoad({ sampleMs: 10 })
    await expect.poll(() => load.values().eventLoop, patient).toBeTypeOf('number')
    load.close()
    load.close()
    expect(Object.values(load.plugin.facts).map(({ read }) => read(anyRequest))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each([
    { sampleMs: 0 },
    { sampleMs: 9 },
    { sampleMs: NaN },
    { sampleMs: 60_001 },
    { sampleMs: '1000' },
    { every: 1 },
  ])('rejects %o', (options) => {
    expect(() => serverLoad(options as object)).toThrow(TypeError)
  })
})

it.skipIf(platform() === 'win32')('divides the load average by the cores of the machine', () => {
  expect(machineLoad()).toBeCloseTo(loadavg()[0]! / cpus().length, 0)
  expect(cpus().length).toBeGreaterThanOrEqual(availableParallelism())
})
