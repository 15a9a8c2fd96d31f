import { setImmediate } from 'node:timers/promises'
import type { Awaitable, Charge, CounterLayout, CounterSpec, CounterStore } from '@tidegate/engine'
import { createRandom } from '@tidegate/test-support'
import { chargeOf, layoutOf } from './trials.ts'

/** Limits that are reached all the time, with periods that a short test passes often. */
export const hammeredSpecs: readonly Exclude<CounterSpec, { readonly algorithm: 'calendar' }>[] = [
  { identity: 'log', algorithm: 'log', count: 7, periodMs: 150 },
  { identity: 'ring', algorithm: 'ring', count: 12, periodMs: 250 },
  { identity: 'bucket', algorithm: 'gcra', count: 10, periodMs: 200, burst: 4 },
  { identity: 'at once', algorithm: 'at-once', count: 3 },
]

export const hammeredLayout: CounterLayout = layoutOf(...hammeredSpecs)

/** What clients saw of admitted requests. */
export interface Sightings {
  /** How many decisions were made. */
  readonly decisions: number
  /** How many decisions the store did not make. */
  readonly failed: number
  /** By limit and client: the times at which the store counted, in its own milliseconds. */
  readonly counted: Readonly<Record<string, readonly number[]>>
  /** By limit and client: from when to when a request certainly held its place at once, in nanoseconds of a clock that all processes share. */
  readonly held: Readonly<Record<string, readonly (readonly [number, number])[]>>
}

/** A store that says when it counted. */
export interface TimedStore {
  readonly store: CounterStore
  /** The time that the store uses for a decision now. */
  readonly nowMs: () => number
  /** When the last decision was counted for a charge. */
  readonly countedAtMs: (charge: Charge) => number
}

/** Makes random decisions one after the other, and notes when what was admitted. The store must be of this client alone. */
export async function hammerStore(timed: TimedStore, decisions: number, seed: number): Promise<Sightings> {
  const { store, nowMs, countedAtMs } = timed
  const random = createRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const counted: Record<string, number[]> = {}
  const held: Record<string, [number, number][]> = {}
  let failed = 0
  for (let step = 0; step < decisions; step++) {
    const client = `client ${below(3)}`
    const charges = hammeredSpecs.flatMap((_, subject): readonly Charge[] =>
      below(2) === 0 ? [] : [hammeredCharge(subject, client, `${seed} ${step}`)],
    )
    const answer = await attempt(() => store.consume(charges, nowMs()))
    const answered = monotonicNs()
    if (answer === undefined) failed++
    const admitted = answer?.admitted === true
    if (admitted)
      for (const charge of charges)
        if (charge.lease === undefined) (counted[nameOf(charge)] ??= []).push(countedAtMs(charge))
    const leases = admitted ? charges.filter(({ lease }) => lease !== undefined) : []
    if (leases.length === 0) continue
    for (let pause = below(4); pause > 0; pause--) await setImmediate()
    for (const charge of leases) (held[nameOf(charge)] ??= []).push([answered, monotonicNs()])
    await attempt(() => store.release(leases, nowMs()))
  }
  return { decisions, failed, counted, held }
}

/** A charge of one place. */
export function hammeredCharge(subject: number, client: string, request = ''): Charge {
  const { algorithm } = hammeredSpecs[subject]!
  const isTotal = algorithm === 'gcra'
  const lease = algorithm === 'at-once' ? { lease: request } : {}
  return { ...chargeOf(subject, client), ...(isTotal && { key: [] }), ...lease }
}

async function attempt<T>(call: () => Awaitable<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch {
    return undefined
  }
}

/** How sightings name the limit and the client of a charge. */
export function nameOf({ subject, key }: Charge): string {
  return `${subject} ${JSON.stringify(key)}`
}

/** All processes of a machine have the same clock; as a number it is exact to a microsecond for weeks. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint())
}
