import type { Charge, CounterSpec } from '../counters/store.ts'
import type { ContractRunner, StoreTest } from './contract-runner.ts'
import { charge, consumeAt, layoutOf, limit, remaining, subject } from './store-trials.ts'

const blockMs = 300_000

/** Declares the part of the contract of stores about `blockMs`. */
export function describeBlocks(test: StoreTest, { expect }: ContractRunner): void {
  for (const spec of [limit('log', 2), limit('ring', 2), limit('gcra', 2), calendar(2)]) {
    test(`the first refused request begins a block of a ${spec.algorithm}, which ends on time with a blank counter`, async (store) => {
      store.layout(layoutOf({ ...spec, blockMs }))
      expect(await consumeAt(store, [once()], [0, 0, 1000, 100_000, 300_999])).toEqual([
        true,
        true,
        false,
        false,
        false,
      ])
      const { readings } = await store.consume([once()], 300_999)
      expect(readings).toEqual([
        { admitted: false, remaining: 0, retryAfterMs: 1, nextMs: 1, resetMs: 1, overflow: false, blocked: true },
      ])
      expect((await store.consume([{ ...once(), places: 0 }], 300_999)).admitted).toEqual(false)
      expect(remaining(await store.consume([once()], 301_000))).toEqual([1])
    })
  }

  test('each refused request starts a block again if the limit includes refused requests', async (store) => {
    store.layout(layoutOf({ ...limit('log', 1), blockMs }))
    const counted = [{ ...charge(0, 0, 'a'), includingRefused: true }]
    expect(await consumeAt(store, counted, [0, 1, 200_000, 499_999])).toEqual([true, false, false, false])
    expect((await store.peek([charge(0, 0, 'a')], 500_000)).readings[0]!.retryAfterMs).toEqual(299_999)
    expect(await consumeAt(store, counted, [799_999])).toEqual([true])
  })

  test('a request that only another limit refuses does not exceed a limit', async (store) => {
    store.layout({ tag: 't', subjects: [subject('ip', limit('log', 1), { ...limit('log', 1, 'x'), blockMs })] })
    const both = [charge(0, 0, 'a'), { ...charge(0, 1, 'a'), places: 0 }]
    expect(await consumeAt(store, both, [0, 0])).toEqual([true, false])
    expect((await store.consume([charge(0, 1, 'a')], 0)).admitted).toEqual(true)
  })

  test('a limit that counts replies is exceeded by the reply that takes its last place', async (store) => {
    store.layout(layoutOf({ ...limit('log', 2), blockMs }))
    const check = [{ ...charge(0, 0, 'a'), mode: 'check' as const }]
    await store.settle(check, 0)
    expect(await consumeAt(store, check, [0])).toEqual([true])
    await store.settle(check, 1000)
    expect(await consumeAt(store, check, [1000])).toEqual([false])
    await store.settle(check, 200_000)
    expect(await consumeAt(store, check, [300_999, 301_000])).toEqual([false, true])
    expect(remaining(await store.peek(check, 301_000))).toEqual([2])
  })

  test('a shadow limit is exceeded as if it were enforced, and refuses nothing', async (store) => {
    store.layout({ tag: 't', subjects: [subject('shadow', { ...limit('log', 1), blockMs })] })
    const shadow = [{ ...charge(0, 0, 'a'), mode: 'shadow' as const }]
    expect(await consumeAt(store, shadow, [0, 1, 2])).toEqual([true, true, true])
    expect((await store.peek(shadow, 3)).readings[0]).toEqual({
      admitted: false,
      remaining: 0,
      retryAfterMs: 299_998,
      nextMs: 299_998,
      resetMs: 299_998,
      overflow: false,
      blocked: true,
    })
  })

  test('places at once stay taken through a block', async (store) => {
    store.layout(layoutOf({ identity: 'limit', algorithm: 'at-once', count: 1, blockMs }))
    const held = [{ ...charge(0, 0, 'a'), lease: 'held' }]
    const tried = [{ ...charge(0, 0, 'a'), lease: 'tried' }]
    expect([await consumeAt(store, held, [0]), await consumeAt(store, tried, [0, 299_999])]).toEqual([
      [true],
      [false, false],
    ])
    expect((await store.peek([{ ...tried[0]!, mode: 'check' }], 300_000)).readings[0]!.retryAfterMs).toEqual(1000)
    await store.release(held, 300_000)
    expect(await consumeAt(store, tried, [300_000])).toEqual([true])
  })

  test('a block continues after a reload, for no longer than its new length, and ends if it has none', async (store) => {
    const spec = limit('log', 1)
    store.layout(layoutOf({ ...spec, blockMs }))
    await consumeAt(store, [charge(0, 0, 'a')], [0, 0])
    store.layout(layoutOf({ ...limit('ring', 20), blockMs: 400_000 }))
    expect(await consumeAt(store, [charge(0, 0, 'a')], [1000])).toEqual([false])
    store.layout(layoutOf({ ...spec, blockMs: 100_000 }))
    expect(await consumeAt(store, [charge(0, 0, 'a')], [1001, 100_999])).toEqual([false, false])
    expect((await store.peek([charge(0, 0, 'a')], 101_000)).admitted).toEqual(true)
    store.layout(layoutOf(spec))
    expect(await consumeAt(store, [charge(0, 0, 'a')], [101_000])).toEqual([true])
  })

  test('clients that are blocked stay out while others come and go', async (store) => {
    store.layout(layoutOf({ ...limit('log', 1), blockMs }))
    await consumeAt(store, [charge(0, 0, 'offender')], [0, 0])
    for (let i = 0; i < 900; i++) await store.consume([charge(0, 0, `other ${i}`)], 70_000)
    expect(await consumeAt(store, [charge(0, 0, 'offender')], [299_999, 300_000])).toEqual([false, true])
  })
}

function calendar(count: number): CounterSpec {
  return { identity: 'limit', algorithm: 'calendar', count, unit: 'day', zone: 'UTC' }
}

/** A charge of one place, in a day that does not end during the test. */
function once(): Charge {
  return { ...charge(0, 0, 'a'), period: { startMs: 0, endsInMs: 86_400_000 } }
}
