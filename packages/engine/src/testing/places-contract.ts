import type { Charge, CounterSpec } from '../counters/store.ts'
import { describeBlocks } from './blocks-contract.ts'
import { describeBounds } from './bounds-contract.ts'
import type { ContractRunner, StoreContractOptions, StoreTest } from './contract-runner.ts'
import { charge, consumeAt, layoutOf, limit, remaining, subject } from './store-trials.ts'

const daily: CounterSpec = { identity: 'limit', algorithm: 'calendar', count: 3, unit: 'day', zone: 'UTC' }
const atOnce: CounterSpec = { identity: 'limit', algorithm: 'at-once', count: 2 }
const dayMs = 86_400_000

/** Declares the part of the contract of stores about costs, calendar periods, places at once and blocks. */
export function describePlaces(test: StoreTest, runner: ContractRunner, options: StoreContractOptions): void {
  const { expect } = runner

  for (const spec of [
    limit('log', 10),
    limit('ring', 10),
    limit('gcra', 10),
    { ...daily, count: 10 },
    { ...atOnce, count: 10 },
  ]) {
    test(`${spec.algorithm} takes all places of a charge or none, and 0 places always`, async (store) => {
      store.layout(layoutOf(spec))
      const take = async (places: number): Promise<readonly [boolean, number]> => {
        const { admitted, readings } = await store.consume([{ ...onDay(1, 0), places }], 5000)
        return [admitted, readings[0]!.remaining]
      }
      expect([await take(4), await take(0), await take(4), await take(4)]).toEqual([
        [true, 6],
        [true, 6],
        [true, 2],
        [false, 2],
      ])
      expect([await take(2), await take(1), await take(0)]).toEqual([
        [true, 0],
        [false, 0],
        [true, 0],
      ])
    })

    test(`${spec.algorithm} takes more places than it has as all that it has`, async (store) => {
      store.layout(layoutOf(spec))
      const places = (spec.algorithm === 'gcra' ? spec.burst! : spec.count) + 5
      expect(await consumeAt(store, [{ ...onDay(1, 0), places }], [5000, 5000])).toEqual([true, false])
    })
  }

  test('a request that costs several places is admitted exactly when all of them are available', async (store) => {
    store.layout(layoutOf(limit('log', 5)))
    await consumeAt(store, [{ ...charge(0, 0, 'a'), places: 2 }], [0, 1000])
    const three = [{ ...charge(0, 0, 'a'), places: 3 }]
    expect((await store.consume(three, 2000)).readings[0]!.retryAfterMs).toEqual(58_000)
    const five = [{ ...charge(0, 0, 'a'), places: 5 }]
    expect((await store.consume(five, 2000)).readings[0]!.retryAfterMs).toEqual(59_000)
    expect(await consumeAt(store, three, [59_999, 60_000])).toEqual([false, true])
  })

  test('costs are charged for all limits or for none', async (store) => {
    store.layout({
      tag: 't',
      subjects: [subject('ip', limit('log', 5), limit('ring', 20, 'x'), { ...daily, identity: 'y' })],
    })
    const charges = [charge(0, 0, 'a'), { ...charge(0, 1, 'a'), places: 9 }, { ...onDay(1, 0), counter: 2, places: 2 }]
    expect(remaining(await store.consume(charges, 0))).toEqual([4, 11, 1])
    expect(remaining(await store.consume(charges, 0))).toEqual([4, 11, 1])
  })

  test('a calendar period admits its count, whenever requests come, and the next one admits it again', async (store) => {
    store.layout(layoutOf(daily))
    expect(await consumeAt(store, [onDay(1, dayMs - 1)], [0, 0, 0, 0])).toEqual([true, true, true, false])
    const refused = (await store.consume([onDay(1, dayMs - 1)], 0)).readings[0]!
    expect([refused.retryAfterMs, refused.nextMs, refused.resetMs]).toEqual([1, 1, 1])
    expect(await consumeAt(store, [onDay(2, 0)], [1, 1, 1, 1])).toEqual([true, true, true, false])
    expect((await store.peek([onDay(2, 6)], 7)).readings[0]!.retryAfterMs).toEqual(dayMs - 6)
  })

  test('a wall clock that steps back, within a period or out of it, gives no places back', async (store) => {
    store.layout(layoutOf(daily))
    await consumeAt(store, [onDay(2, 3000)], [0, 0, 0])
    expect(await consumeAt(store, [onDay(2, 0)], [1])).toEqual([false])
    expect(await consumeAt(store, [onDay(1, dayMs - 5000)], [2])).toEqual([false])
    expect((await store.peek([onDay(1, dayMs - 5000)], 2)).readings[0]!.retryAfterMs).toEqual(dayMs - 3002)
    expect(await consumeAt(store, [onDay(3, 0)], [3])).toEqual([true])
  })

  test('places at once are held until they are released, once', async (store) => {
    store.layout(layoutOf(atOnce))
    const request = (lease: string): readonly Charge[] => [{ ...charge(0, 0, 'a'), lease }]
    const [one, other, third] = [request('one'), request('other'), request('third')]
    expect([await consumeAt(store, one, [0]), await consumeAt(store, other, [0])]).toEqual([[true], [true]])
    const refused = await store.consume(third, 500_000)
    expect([refused.admitted, refused.readings[0]!.remaining, refused.readings[0]!.retryAfterMs]).toEqual([
      false,
      0,
      1000,
    ])
    expect((await store.consume([{ ...charge(0, 0, 'b'), lease: 'b' }], 500_000)).admitted).toEqual(true)
    await store.release(third, 500_000)
    expect((await store.peek(third, 500_000)).admitted).toEqual(false)
    for (let times = 0; times < 3; times++) await store.release(one, 500_000)
    expect(remaining(await store.consume(third, 500_001))).toEqual([0])
    expect((await store.peek([charge(0, 0, 'a')], 500_002)).admitted).toEqual(false)
    await store.release(third, 500_002)
    await store.release(other, 500_002)
    expect(remaining(await store.peek([charge(0, 0, 'a')], 500_002))).toEqual([1])
  })

  test('a request that another limit refuses holds no places, and a shadow limit holds those that it would admit', async (store) => {
    store.layout({
      tag: 't',
      subjects: [subject('ip', atOnce, limit('log', 1, 'x')), subject('shadow', { ...atOnce, count: 1 })],
    })
    const request = (lease: string): readonly Charge[] => [
      { ...charge(0, 0, 'a'), includingRefused: true, lease },
      charge(0, 1, 'a'),
      { ...charge(1, 0, 'a'), mode: 'shadow', includingRefused: true, lease },
    ]
    expect(remaining(await store.consume(request('one'), 0))).toEqual([1, 0, 0])
    expect(remaining(await store.consume(request('two'), 0))).toEqual([1, 0, 0])
    const third = await store.consume(request('three'), 60_000)
    expect([third.admitted, third.readings.map(({ admitted }) => admitted)]).toEqual([true, [true, true, false]])
    await store.release(request('one'), 60_000)
    await store.release(request('three'), 60_000)
    expect(remaining(await store.peek(request('four'), 60_000))).toEqual([2, 0, 1])
  })

  test('places at once stay taken through reloads, until they are released or their limit is gone', async (store) => {
    const other = limit('log', 5, 'a first')
    store.layout(layoutOf(atOnce))
    await store.consume([{ ...charge(0, 0, 'a'), lease: 'one' }], 0)
    store.layout({ tag: 't', subjects: [subject('ip', other, { ...atOnce, count: 1 })] })
    expect(await consumeAt(store, [{ ...charge(0, 1, 'a'), lease: 'two' }], [1])).toEqual([false])
    await store.release([{ ...charge(0, 1, 'a'), lease: 'one' }], 2)
    expect(await consumeAt(store, [{ ...charge(0, 1, 'a'), lease: 'two' }], [3])).toEqual([true])
    store.layout({ tag: 't', subjects: [subject('ip', other)] })
    store.layout(layoutOf(atOnce))
    expect(remaining(await store.peek([charge(0, 0, 'a')], 4))).toEqual([1])
    await store.release([{ ...charge(0, 0, 'a'), lease: 'two' }], 5)
    expect(remaining(await store.peek([charge(0, 0, 'a')], 5))).toEqual([1])
  })

  describeBlocks(test, runner)
  describeBounds(test, runner, options)
}

/** A charge on a day of 1970, some milliseconds after midnight. */
function onDay(day: number, ms: number): Charge {
  return { ...charge(0, 0, 'a'), period: { startMs: day * dayMs, endsInMs: dayMs - ms } }
}
