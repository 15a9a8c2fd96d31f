import type { Charge, CounterLayout } from '@tidegate/engine'
import { redisServer, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createRedisStore, createStoreWithClock } from './create-redis-store.ts'
import { createRowCarrier, type StoredRow } from './create-row-carrier.ts'
import { useRedis } from './testing/use-redis.ts'

describe.skipIf(redisServer === undefined)('rows that are carried from one prefix to another', () => {
  const { sendCommand } = useRedis('iovalkey')

  const layout: CounterLayout = {
    tag: 'site',
    subjects: [
      {
        identity: 'ip/32/64',
        shadow: false,
        counters: [
          { identity: 'log', algorithm: 'log', count: 5, periodMs: 3_600_000 },
          { identity: 'ring', algorithm: 'ring', count: 40, periodMs: 3_600_000, blockMs: 900_000 },
          { identity: 'bucket', algorithm: 'gcra', count: 7, burst: 9, periodMs: 3_600_000 },
          { identity: 'day', algorithm: 'calendar', count: 50, unit: 'day', zone: 'UTC' },
          { identity: 'at once', algorithm: 'at-once', count: 3 },
        ],
      },
    ],
  }
  const period = { startMs: Date.UTC(2026, 10, 4), endsInMs: 40_000_000 }
  const chargesOf = (client_: string, places: readonly number[]): readonly Charge[] =>
    places.map((count, counter) => ({
      subject: 0,
      counter,
      key: [client_],
      mode: 'shadow',
      includingRefused: true,
      places: count,
      ...(counter === 3 && { period }),
    }))

  async function rowsIn(prefix: string): Promise<readonly StoredRow[]> {
    const carrier = createRowCarrier({ sendCommand, prefix, layout })
    const rows: StoredRow[] = []
    for await (const batch of carrier.read()) rows.push(...batch.rows)
    return rows
  }

  /** What is left of each limit, and until when it is not full again, at an instant that the test chooses. */
  async function standing(prefix: string, of: string, nowMs: number): Promise<readonly (readonly number[])[]> {
    const store = createStoreWithClock({ sendCommand, prefix }, { isServer: false, shortestExpiryMs: 1 })
    store.layout(layout)
    const { readings } = await store.peek(chargesOf(of, [1, 1, 1, 1]), nowMs)
    return readings.map(({ remaining, resetMs }) => [remaining, resetMs])
  }

  it('leaves every client as much as it had, and joining again changes nothing', async () => {
    const store = createRedisStore({ sendCommand, prefix: 'from' })
    store.layout(layout)
    let random = seed
    const below = (end: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((random / 2 ** 32) * end)
    }
    const names = Array.from({ length: runs(40) }, (_, i) => `client ${i}`)
    for (const name of names)
      for (let times = below(4); times >= 0; times--)
        await store.consume(chargesOf(name, [below(3), below(25), below(5), below(30)]), 0)
    await store.block(chargesOf('client 0', [1]).slice(0, 1), 5_000_000, 0)
    const readAtMs = Date.now()
    const rows = await rowsIn('from')
    expect(rows.length).toBeGreaterThan(names.length * 0.8)
    const laterMs = readAtMs + 60_000
    const to = createRowCarrier({ sendCommand, prefix: 'to', layout })
    for (let times = 0; times < 2; times++) {
      await to.join(rows)
      const joinedAtMs = Date.now()
      for (const name of names) {
        const [found, wanted] = [await standing('to', name, laterMs), await standing('from', name, laterMs)]
        expect(found.map(([remaining]) => remaining)).toEqual(wanted.map(([remaining]) => remaining))
        // What was read has no instants, only ages: everything happens later by the time from reading to joining, and by no more.
        const delays = found.map(([, resetMs], at) => resetMs! - wanted[at]![1]!)
        expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...delays)).toBeLessThanOrEqual(joinedAtMs - readAtMs)
      }
    }
    expect(rows.find(({ blockedMs }) => blockedMs[0]! > 0)?.blockedMs[0]).toBeGreaterThan(4_000_000)
  })

  it('becomes as strict as the stricter one where both have counted', async () => {
    const [one, other] = ['one', 'other'].map((prefix) => {
      const store = createRedisStore({ sendCommand, prefix })
      store.layout(layout)
      return store
    })
    await one!.consume(chargesOf('a', [4, 10, 2, 20]), 0)
    await other!.consume(chargesOf('a', [2, 30, 1, 40]), 0)
    await createRowCarrier({ sendCommand, prefix: 'other', layout }).join(await rowsIn('one'))
    // Each reading is that after one further place.
    expect((await standing('other', 'a', 0)).map(([remaining]) => remaining)).toEqual([0, 9, 6, 9])
  })

  it('says what belongs to limits that the layout does not have', async () => {
    const store = createRedisStore({ sendCommand, prefix: 'gone' })
    const [subject] = layout.subjects
    store.layout({ ...layout, subjects: [subject!, { ...subject!, identity: 'user' }] })
    await store.consume([{ ...chargesOf('a', [1])[0]!, subject: 1 }], 0)
    const batches: number[] = []
    for await (const { strangers } of createRowCarrier({
      sendCommand,
      prefix: 'gone',
      layout,
    }).read())
      batches.push(strangers)
    expect(batches).toEqual([1])
  })
})
