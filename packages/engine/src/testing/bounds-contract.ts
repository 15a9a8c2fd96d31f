import type { Charge, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { ContractRunner, StoreContractOptions, StoreTest } from './contract-runner.ts'
import { createRandom, periodAt } from './random-store-steps.ts'

/** What an observer saw of a request that was admitted. */
interface Seen {
  readonly atMs: number
  /** The latest calendar period of which places had been taken then: all count in it, also after the wall clock has stepped back to an earlier one. */
  readonly startMs: number
  readonly places: number
}

const periodMs = 10_000
const specs: readonly CounterSpec[] = [
  { identity: 'log', algorithm: 'log', count: 7, periodMs },
  { identity: 'ring', algorithm: 'ring', count: 23, periodMs },
  { identity: 'gcra', algorithm: 'gcra', count: 11, periodMs, burst: 4 },
  { identity: 'calendar', algorithm: 'calendar', count: 9, unit: 'minute', zone: 'UTC' },
  { identity: 'at once', algorithm: 'at-once', count: 5 },
]
const requests = 400
const sample: Charge = {
  subject: 0,
  counter: 0,
  key: ['client'],
  mode: 'enforce',
  includingRefused: false,
  places: 1,
}

/**
 * Declares the part of the contract of stores about the bound of every counter: an observer that knows nothing of the store adds up what was admitted,
 * for random charges, with reloads and a wall clock that steps back, and requests in progress that end at any time.
 */
export function describeBounds(test: StoreTest, { expect }: ContractRunner, options: StoreContractOptions): void {
  const isOwnClock = options.ownClock === true

  for (let seed = 1; seed <= Math.ceil((options.sequences ?? 40) / 8); seed++) {
    for (const spec of specs) {
      test(`never more places than ${spec.count} are taken of a counter (${spec.algorithm}), by random requests ${seed}`, async (store) => {
        const random = createRandom(seed)
        const below = (end: number): number => Math.floor(random() * end)
        let layout = layoutWith(spec)
        store.layout(layout)
        const seen: Seen[] = []
        const inProgress: Charge[] = []
        let latestMs = -Infinity
        let nowMs = 1_000_000
        let aheadMs = 1_790_000_000_000
        for (let i = 0; i < requests; i++) {
          nowMs += random() < 0.9 ? below(400) : below(12_000)
          if (!isOwnClock && random() < 0.02) aheadMs -= below(20_000)
          if (random() < 0.02) {
            layout = layoutWith(spec, ...(random() < 0.5 ? [{ ...specs[0]!, identity: 'a first' }] : []))
            store.layout(layout)
          }
          const counter = layout.subjects[0]!.counters.indexOf(spec)
          if (inProgress.length > 0 && random() < 0.4) {
            const [ended] = inProgress.splice(below(inProgress.length), 1)
            await store.release([{ ...ended!, counter }], nowMs)
          }
          const period = periodAt('minute', nowMs + aheadMs)
          const charge: Charge = {
            ...sample,
            counter,
            places: below(5),
            ...(spec.algorithm === 'calendar' && { period }),
            ...(spec.algorithm === 'at-once' && { lease: `request ${i}` }),
          }
          if (!(await store.consume([charge], nowMs)).admitted) continue
          if (charge.places > 0) latestMs = Math.max(latestMs, period.startMs)
          seen.push({ atMs: nowMs, startMs: latestMs, places: charge.places })
          if (charge.places > 0) inProgress.push(charge)
          const taken = spec.algorithm === 'at-once' ? sum(inProgress) : takenNow(spec, seen)
          expect(taken <= boundOf(spec), `seed ${seed}, request ${i}: ${taken} places`).toEqual(true)
        }
        const counter = layout.subjects[0]!.counters.indexOf(spec)
        for (const ended of inProgress) await store.release([{ ...ended, counter }], nowMs)
        const later = periodAt('minute', nowMs + aheadMs + 600_000)
        const { readings } = await store.peek(
          [{ ...sample, counter, ...(spec.algorithm === 'calendar' && { period: later }), mode: 'check' }],
          nowMs + 600_000,
        )
        expect(readings[0]!.remaining).toEqual(spec.algorithm === 'gcra' ? spec.burst : spec.count)
      })
    }
  }
}

function layoutWith(...counters: readonly CounterSpec[]): CounterLayout {
  return { tag: 't', subjects: [{ identity: 'client', shadow: false, counters }] }
}

/** The places that were taken in the period that ends with the last request that was admitted. */
function takenNow(spec: CounterSpec, seen: readonly Seen[]): number {
  const last = seen.at(-1)!
  return sum(
    seen.filter(({ atMs, startMs }) =>
      spec.algorithm === 'calendar' ? startMs === last.startMs : atMs > last.atMs - periodMs,
    ),
  )
}

function boundOf(spec: CounterSpec): number {
  return spec.algorithm === 'gcra' ? spec.count + spec.burst! - 1 : spec.count
}

function sum(taken: readonly { readonly places: number }[]): number {
  return taken.reduce((total, { places }) => total + places, 0)
}
