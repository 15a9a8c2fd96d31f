import type { KeyValue } from '@tidegate/model'
import type { Charge, Consumed, CounterSpec, CounterStore } from '../counters/store.ts'
import { createNaiveStore } from './naive-store.ts'
import type { ContractRunner, StoreContractOptions } from './contract-runner.ts'
import { describeOperatorVerbs } from './operator-verbs-contract.ts'
import { describePlaces } from './places-contract.ts'
import { randomStoreSteps, type StoreStep } from './random-store-steps.ts'
import { charge, consumeAt, layoutOf, limit, remaining, subject } from './store-trials.ts'

/**
 * Declares the tests that every `CounterStore` MUST pass. `makeStore` returns a new, empty store with room for at least 1,000 subjects; it
 * is closed after its test.
 */
export function describeStoreContract(
  name: string,
  makeStore: () => CounterStore | Promise<CounterStore>,
  runner: ContractRunner,
  options: StoreContractOptions = {},
): void {
  const { describe, it, expect } = runner

  function test(title: string, body: (store: CounterStore) => Promise<void>): void {
    it(title, async () => {
      const store = await makeStore()
      try {
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  describe(`${name} satisfies the contract of stores`, () => {
    for (const spec of [limit('log', 5), limit('log', 16), limit('ring', 200), limit('gcra', 7)]) {
      test(`${spec.algorithm} admits ${spec.count} at once, refuses the next, and does not affect other subjects`, async (store) => {
        store.layout(layoutOf(spec))
        const outcomes = await consumeAt(store, [charge(0, 0, 'a')], Array(spec.count + 1).fill(5000))
        expect(outcomes).toEqual([...Array(spec.count).fill(true), false])
        expect((await store.consume([charge(0, 0, 'b')], 5000)).admitted).toEqual(true)
      })
    }

    test('quota becomes available exactly when the oldest charge is one period old', async (store) => {
      store.layout(layoutOf(limit('log', 3)))
      const times = [0, 1000, 2000, 3000, 59_999, 60_000, 60_999, 61_000]
      expect(await consumeAt(store, [charge(0, 0, 'a')], times)).toEqual([
        true,
        true,
        true,
        false,
        false,
        true,
        false,
        true,
      ])
    })

    test('the next quota is announced for the instant at which it becomes available, in each algorithm', async (store) => {
      const nextMs = async (spec: CounterSpec, times: readonly number[]): Promise<number> => {
        store.layout({ ...layoutOf(spec), tag: spec.algorithm })
        await consumeAt(store, [charge(0, 0, 'a')], times.slice(0, -1))
        return (await store.consume([charge(0, 0, 'a')], times.at(-1)!)).readings[0]!.nextMs
      }
      // With quota remaining, with none remaining, and for a request that is refused.
      expect(await nextMs(limit('log', 3), [1000, 6000])).toEqual(55_000)
      expect(await nextMs(limit('log', 3), [7000, 8000])).toEqual(53_000)
      // The sub-period of a ring that contains 75,000 begins there.
      expect(await nextMs(limit('ring', 20), [75_000, 85_000])).toEqual(51_875)
      expect(await nextMs(limit('gcra', 6), [90_000, 91_000])).toEqual(9000)
      expect(await nextMs(limit('gcra', 6), [91_000, 91_000, 91_000, 91_000, 92_000])).toEqual(8000)
    })

    test('the announced instant admits one more request than remained, and no earlier instant does', async (store) => {
      store.layout(layoutOf({ ...limit('gcra', 7), burst: 3 }))
      for (const nowMs of [0, 1, 5000, 9000, 30_000]) {
        const { remaining, nextMs } = (await store.consume([charge(0, 0, 'a')], nowMs)).readings[0]!
        const at = async (ms: number): Promise<number> =>
          (await store.peek([{ ...charge(0, 0, 'a'), mode: 'check' }], ms)).readings[0]!.remaining
        expect([await at(nowMs + nextMs - 1), await at(nowMs + nextMs)]).toEqual([remaining, remaining + 1])
      }
    })

    test('a client that keeps exceeding a limit including refused stays blocked until it pauses', async (store) => {
      store.layout(layoutOf(limit('log', 3)))
      const counted = [{ ...charge(0, 0, 'a'), includingRefused: true }]
      const times = [0, 1000, 2000, 3000, 60_500, 63_100]
      expect(await consumeAt(store, counted, times)).toEqual([true, true, true, false, false, true])
    })

    test('a refusal charges no limits that admitted the request, except those including refused', async (store) => {
      store.layout({ tag: 't', subjects: [subject('ip', limit('log', 1), limit('log', 4, 'x'), limit('log', 4, 'y'))] })
      const charges = [charge(0, 0, 'a'), charge(0, 1, 'a'), { ...charge(0, 2, 'a'), includingRefused: true }]
      await store.consume(charges, 0)
      expect(remaining(await store.consume(charges, 1))).toEqual([0, 3, 2])
      expect(remaining(await store.peek([charge(0, 1, 'a')], 1))).toEqual([2])
    })

    test('a shadow limit never refuses and counts what it would admit', async (store) => {
      store.layout({ tag: 't', subjects: [subject('ip', limit('log', 3)), subject('shadow', limit('log', 1))] })
      const charges = [charge(0, 0, 'a'), { ...charge(1, 0, 'a'), mode: 'shadow' as const }]
      expect(await consumeAt(store, charges, [0, 0, 0, 0])).toEqual([true, true, true, false])
      const last = await store.consume(charges, 60_000)
      expect(last.readings.map((reading) => reading.admitted)).toEqual([true, true])
    })

    test('a check is charged when it is settled, not before', async (store) => {
      store.layout(layoutOf(limit('log', 2)))
      const check = [{ ...charge(0, 0, 'a'), mode: 'check' as const }]
      expect(await consumeAt(store, check, [0, 0, 0])).toEqual([true, true, true])
      await store.settle(check, 0)
      await store.settle(check, 0)
      await store.settle(check, 0)
      expect(await consumeAt(store, check, [1, 59_999, 60_000])).toEqual([false, false, true])
    })

    test('a peek returns the readings of the following consume and charges nothing', async (store) => {
      store.layout(layoutOf(limit('ring', 2)))
      for (const nowMs of [0, 1, 2, 3, 61_900]) {
        const seen = [await store.peek([charge(0, 0, 'a')], nowMs), await store.peek([charge(0, 0, 'a')], nowMs)]
        const consumed = await store.consume([charge(0, 0, 'a')], nowMs)
        expect(seen).toEqual([consumed, consumed])
      }
    })

    test('counts are kept on a reload that changes the count, and start from zero with another period or tag', async (store) => {
      store.layout(layoutOf(limit('log', 2)))
      await consumeAt(store, [charge(0, 0, 'a')], [0, 0])
      store.layout(layoutOf(limit('log', 3)))
      expect(await consumeAt(store, [charge(0, 0, 'a')], [1, 1])).toEqual([true, false])
      store.layout(layoutOf(limit('log', 1)))
      expect(await consumeAt(store, [charge(0, 0, 'a')], [60_000, 60_001])).toEqual([false, true])
      store.layout(layoutOf({ ...limit('log', 1), periodMs: 1000 }))
      expect(await consumeAt(store, [charge(0, 0, 'a')], [60_001])).toEqual([true])
      store.layout({ ...layoutOf({ ...limit('log', 1), periodMs: 1000 }), tag: 'another' })
      expect(await consumeAt(store, [charge(0, 0, 'a')], [60_001])).toEqual([true])
    })

    test('keys that differ in any way are different subjects, with any characters', async (store) => {
      store.layout(layoutOf(limit('log', 1)))
      for (const key of strangeKeys()) {
        const charges = [{ ...charge(0, 0, ''), key }]
        expect(await consumeAt(store, charges, [0, 0]), JSON.stringify(key).slice(0, 80)).toEqual([true, false])
      }
    })

    test('clients over their limit stay refused while others come and go', async (store) => {
      store.layout(layoutOf(limit('log', 1)))
      await consumeAt(store, [charge(0, 0, 'offender')], [0])
      for (let i = 0; i < 900; i++) await store.consume([charge(0, 0, `other ${i}`)], 1)
      expect(await consumeAt(store, [charge(0, 0, 'offender')], [59_999, 60_000])).toEqual([false, true])
    })

    describePlaces(test, runner, options)

    for (let seed = 1; seed <= (options.sequences ?? 40); seed++) {
      test(`random sequence ${seed} is decided as by the naive store`, async (store) => {
        const steps = randomStoreSteps({ seed, length: 400, stepsBack: options.ownClock !== true, atOnce: true })
        const model = createNaiveStore()
        for (const [at, step] of steps.entries()) {
          expect(await runStep(store, step), `seed ${seed}, step ${at}`).toEqual(await runStep(model, step))
        }
      })

      test(`a retry at the stated time is admitted in random sequence ${seed}`, async (store) => {
        let checked = 0
        for (const [at, step] of randomStoreSteps({ seed, length: 400, stepsBack: false, atOnce: false }).entries()) {
          const result = await runStep(store, step)
          if (result === undefined || step.kind !== 'consume' || result.admitted) continue
          const enforced = result.readings.filter((_, i) => !step.charges[i]!.mode.startsWith('shadow'))
          const retryAfterMs = Math.max(...enforced.map((reading) => reading.retryAfterMs))
          const before = await store.peek(later(step.charges, retryAfterMs - 1), step.nowMs + retryAfterMs - 1)
          const then = await store.peek(later(step.charges, retryAfterMs), step.nowMs + retryAfterMs)
          expect([before.admitted, then.admitted], `seed ${seed}, step ${at}`).toEqual([false, true])
          checked++
        }
        expect(checked > 0, `seed ${seed} refuses something`).toEqual(true)
      })
    }
    describeOperatorVerbs(test, expect, runStep, options.sequences)
  })
}

async function runStep(store: CounterStore, step: StoreStep): Promise<Consumed | undefined> {
  switch (step.kind) {
    case 'layout':
      store.layout(step.layout)
      return undefined
    case 'consume':
      return store.consume(step.charges, step.nowMs)
    case 'peek':
      return store.peek(step.charges, step.nowMs)
    case 'settle':
      await store.settle(step.charges, step.nowMs)
      return undefined
    case 'release':
      await store.release(step.charges, step.nowMs)
      return undefined
  }
}

/** Charges at a later time, when calendar periods may have ended. The periods of the random steps are minutes and hours. */
function later(charges: readonly Charge[], ms: number): readonly Charge[] {
  return charges.map((charge): Charge => {
    if (charge.period === undefined) return charge
    const { startMs, endsInMs } = charge.period
    if (ms < endsInMs) return { ...charge, period: { startMs, endsInMs: endsInMs - ms } }
    return { ...charge, period: { startMs: startMs + ms, endsInMs: 1 } }
  })
}

function strangeKeys(): readonly (readonly KeyValue[])[] {
  const texts = [
    '',
    'a',
    'a ',
    'A',
    '\0',
    '\0\0',
    '__proto__',
    'constructor',
    '\ud800',
    '\udc00',
    'é',
    'e\u0301',
    '\r\n',
  ]
  const long = [
    'x'.repeat(124),
    'x'.repeat(125),
    'x'.repeat(126),
    'x'.repeat(127),
    'x'.repeat(100_000),
    `${'x'.repeat(99_999)}y`,
  ]
  return [
    [],
    ...[...texts, ...long].map((text) => [text]),
    ['a', 'b'],
    ['b', 'a'],
    ['ab', ''],
    ['', 'ab'],
    ['a', 'b', ''],
    [{ family: 4, a: 97, b: 0, c: 0, d: 0 }],
    [{ family: 6, a: 97, b: 0, c: 0, d: 0 }],
    [{ family: 4, a: 0, b: 0, c: 0, d: 0 }],
    [{ family: 6, a: 0, b: 0, c: 0, d: 0 }],
    [{ family: 4, a: 0xffffffff, b: 0, c: 0, d: 0 }, ''],
  ]
}
