import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createMemoryStore } from '@tidegate/engine'
import { redisServer, runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRedisStore } from './create-redis-store.ts'
import type { Slot } from './keys.ts'
import { fillPlaces } from './testing/fill-places.ts'
import { hammerRedis, type HammerRun } from './testing/hammer-redis.ts'
import { hammeredLayout, hammerStore, type Sightings } from './testing/hammer-store.ts'
import { judgeSightings, mostAtOnce, mostInBucket, mostInPeriod } from './testing/judge-sightings.ts'
import { useRedis } from './testing/use-redis.ts'

const program = new URL('testing/hammer-child.ts', import.meta.url)
/** All stores together: 10,000 in a usual run, and 100,000 in the deep one. */
const decisions = { memory: runs(7_000, 1 / 2), redis: runs(1_500, 1 / 2) }
const never = { log: 0, ring: 0, bucket: 0, 'at once': 0 }
const reached = { log: true, ring: true, bucket: true, 'at once': true }

describe('an independent observer', () => {
  it('sees every request that is one too many', () => {
    expect([mostInPeriod([1, 2, 3], 3), mostInPeriod([1, 2, 4], 3)]).toEqual([3, 2])
    const bucket = { count: 1, periodMs: 10 }
    expect([mostInBucket([0, 10, 20], bucket), mostInBucket([0, 10, 19], bucket)]).toEqual([1, 2])
    const overlapping = [
      [0, 2],
      [2, 4],
      [3, 5],
    ] as const
    expect([mostAtOnce(overlapping), mostAtOnce(overlapping.slice(0, 2))]).toEqual([2, 1])
  })

  it('sees that the memory of a process never admits more than the limits, to many clients', async () => {
    const store = createMemoryStore({ capacity: 100 })
    store.layout(hammeredLayout)
    const nowMs = (): number => performance.now()
    const hammered = Promise.all(
      Array.from({ length: 8 }, (_, seed) => {
        let countedMs = 0
        const paused = {
          ...store,
          // Other clients run between a request and its answer, as in a server.
          async consume(...args: Parameters<typeof store.consume>) {
            await setImmediate()
            countedMs = Math.floor(nowMs())
            return store.consume(args[0], countedMs)
          },
        }
        return hammerStore({ store: paused, nowMs, countedAtMs: () => countedMs }, decisions.memory / 8, seed)
      }),
    )
    const sightings = [await fillPlaces(store, nowMs, hammered), ...(await hammered)]
    store.close()
    expect(judgeSightings(sightings)).toMatchObject({ excess: never, wasFull: reached, failed: 0 })
  })
})

describe.skipIf(redisServer === undefined).each<Slot>(['one', 'subject'])(
  'an independent observer of Redis with slot %s, and clients in several processes',
  (slot) => {
    const redis = useRedis()

    it('never sees more than the limits in any stretch of time', async () => {
      const perProcess = { port: redis.port, slot, prefix: 'observed', clients: 5 }
      const each = decisions.redis / 2 / perProcess.clients
      const processes = [1, 2].map((seed): HammerRun => ({ ...perProcess, decisions: each, seed }))
      const hammered = Promise.all([hammerRedis(processes[0]!), hammerInChild(processes[1]!)])
      const store = createRedisStore({ ...perProcess, sendCommand: redis.sendCommand })
      store.layout(hammeredLayout)
      const filled = await fillPlaces(store, () => 0, hammered)
      const sightings = (await hammered).flat()
      expect(judgeSightings([filled, ...sightings])).toMatchObject({ excess: never, wasFull: reached, failed: 0 })
      expect(judgeSightings(sightings).decisions).toBe(each * 2 * perProcess.clients)
    })
  },
)

async function hammerInChild(run: HammerRun): Promise<readonly Sightings[]> {
  const child = fork(program, { execArgv: ['--conditions=@tidegate/source'] })
  child.send(run)
  const [sightings] = (await once(child, 'message')) as [readonly Sightings[]]
  await once(child, 'exit')
  return sightings
}
