import type {
  Awaitable,
  Charge,
  Consumed,
  CounterLayout,
  CounterRef,
  CounterStats,
  CounterStore,
} from '../counters/store.ts'
import { holdsPlaces } from '../decide/charging.ts'
import { createDurations } from './durations.ts'
import type { StoreCounts } from './gate-counts.ts'

/** A store that may be unavailable: if it does not answer in time, the guard answers as configured. */
export interface StoreGuard {
  readonly layout: (layout: CounterLayout) => void
  /** Charges counters. Undefined if the store is unavailable and there is no stand-in. */
  readonly consume: (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>
  readonly peek: (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>
  readonly settle: (charges: readonly Charge[], nowMs: number) => void
  /** `CounterStore.reset`, in the stand-in too; rejects if the store fails or does not answer in time. */
  readonly reset: (counters: readonly CounterRef[], nowMs: number) => Promise<void>
  /** `CounterStore.block`, in the stand-in too; rejects if the store fails or does not answer in time. */
  readonly block: (counters: readonly CounterRef[], forMs: number, nowMs: number) => Promise<boolean>
  /** Gives back places at once, in whichever store took them. */
  readonly release: (charges: readonly Charge[], nowMs: number) => void
  /** Extends leases of places at once. */
  readonly renew: (charges: readonly Charge[], nowMs: number) => void
  readonly leaseMs: number | undefined
  readonly stats: () => CounterStats
  /** `MemoryStore.snapshot`; absent for a store of the application, which keeps its counters itself. */
  readonly snapshot?: (nowMs: number) => Generator<Uint8Array<ArrayBuffer>, void>
  /** What calls of the store came to; absent for the memory of this process, which always answers. */
  readonly counts?: () => StoreCounts
  readonly close: () => Awaitable<void>
}

export interface StoreGuardOptions {
  readonly store: CounterStore
  /** Whether the gate owns the store and closes it. */
  readonly isOwned: boolean
  readonly timeoutMs: number
  readonly monotonicMs: () => number
  /** Creates the stand-in for an unavailable store; undefined if there is to be none. */
  readonly makeStandIn: (() => CounterStore) | undefined
  readonly onError: (error: Error) => void
  readonly onRecovered: (awayMs: number) => void
}

/** How long after a failure the store is not called; the next request after that tries it again. */
const pauseMs = 1000

/** Creates a guard for a store. While the store is unavailable, one request a second tries it. The first failure and the recovery are reported. */
export function guardStore(options: StoreGuardOptions): StoreGuard {
  const { store, isOwned, timeoutMs, monotonicMs, makeStandIn, onError, onRecovered } = options
  let current: CounterLayout | undefined
  let standIn: CounterStore | undefined
  let awaySince: number | undefined
  const durations = createDurations(monotonicMs, 1)
  const calls = { answered: 0, failed: 0, fallbackDecisions: 0 }
  let nextTryMs = -Infinity
  let isClosed = false
  /** The stores other than `store` that took places at once, by lease. */
  const takers = new Map<string, CounterStore>()

  function failed(cause: unknown): void {
    if (isClosed) return
    calls.failed++
    const nowMs = monotonicMs()
    nextTryMs = nowMs + pauseMs
    if (awaySince !== undefined) return
    awaySince = nowMs
    onError(cause instanceof Error ? cause : new Error(String(cause)))
  }

  function answered(): void {
    calls.answered++
    if (awaySince === undefined) return
    const awayMs = monotonicMs() - awaySince
    awaySince = undefined
    onRecovered(awayMs)
  }

  function standInFor(): CounterStore | undefined {
    if (standIn !== undefined || makeStandIn === undefined) return standIn
    standIn = makeStandIn()
    if (current !== undefined) standIn.layout(current)
    return standIn
  }

  /** Creates a separate store for a request that began before a reload changed the layout of the counters: its charges match only the old layout. */
  function leftover(layout: CounterLayout | undefined): CounterStore | undefined {
    const store = makeStandIn?.()
    if (layout !== undefined) store?.layout(layout)
    return store
  }

  /** Remembers that a stand-in took the places at once of these charges. */
  function noteTaker(taker: CounterStore, charges: readonly Charge[], { admitted, readings }: Consumed): void {
    for (const [at, charge] of charges.entries())
      if (admitted && holdsPlaces(charge, readings[at]!.admitted)) takers.set(charge.lease!, taker)
  }

  /** Gives back what the store took after the request had stopped waiting for it. */
  function takeBack(charges: readonly Charge[], { admitted, readings }: Consumed): void {
    const held = charges.filter((charge, at) => admitted && holdsPlaces(charge, readings[at]!.admitted))
    if (held.length > 0) attempt(() => store.release(held, monotonicMs()))
  }

  function attempt(call: () => Awaitable<void>): void {
    try {
      const done = call()
      if (done instanceof Promise) done.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  function consume(charges: readonly Charge[], nowMs: number): Awaitable<Consumed | undefined> {
    if (!charges.some(({ lease }) => lease !== undefined)) return ask((one) => one.consume(charges, nowMs), true)
    return ask(
      (one) => {
        const answer = one.consume(charges, nowMs)
        if (one !== store && !(answer instanceof Promise)) noteTaker(one, charges, answer)
        return answer
      },
      true,
      (answer) => takeBack(charges, answer),
    )
  }

  function release(charges: readonly Charge[], nowMs: number): void {
    const lease = charges[0]?.lease
    const taker = lease === undefined ? undefined : takers.get(lease)
    if (taker !== undefined) takers.delete(lease!)
    attempt(() => (taker ?? store).release(charges, nowMs))
  }

  function renew(charges: readonly Charge[], nowMs: number): void {
    const own = charges.filter(({ lease }) => lease === undefined || !takers.has(lease))
    if (own.length > 0 && awaySince === undefined) attempt(() => store.renew?.(own, nowMs))
  }

  /** `late` gets an answer of the store that came after the time-out. */
  function ask(
    call: (store: CounterStore) => Awaitable<Consumed>,
    isDecision: boolean,
    late?: (answer: Consumed) => void,
  ): Awaitable<Consumed | undefined> {
    const asked = current
    const instead = (): Awaitable<Consumed | undefined> => {
      if (isDecision) calls.fallbackDecisions++
      const other = current === asked ? standInFor() : leftover(asked)
      return other === undefined ? undefined : call(other)
    }
    if (awaySince !== undefined && monotonicMs() < nextTryMs) return instead()
    // WHY: set before the answer is known, so that only one of many concurrent requests tries an unavailable store.
    if (awaySince !== undefined) nextTryMs = monotonicMs() + pauseMs
    try {
      let asking: Promise<Consumed> | undefined
      const answer = durations.measure(() => {
        const pending = call(store)
        if (!(pending instanceof Promise)) return pending
        asking = pending
        return within(pending, timeoutMs)
      })
      if (!(answer instanceof Promise)) {
        answered()
        return answer
      }
      return answer.then(
        (consumed) => {
          answered()
          return consumed
        },
        (error: unknown) => {
          failed(error)
          if (late !== undefined) asking?.then(late, () => undefined)
          return instead()
        },
      )
    } catch (error) {
      failed(error)
      return instead()
    }
  }

  function settle(charges: readonly Charge[], nowMs: number): void {
    if (awaySince !== undefined) {
      void standInFor()?.settle(charges, nowMs)
      return
    }
    attempt(() => store.settle(charges, nowMs))
  }

  return {
    layout: (layout) => {
      store.layout(layout)
      current = layout
      standIn?.layout(layout)
    },
    consume,
    peek: (charges, nowMs) => ask((one) => one.peek(charges, nowMs), false),
    settle,
    release,
    renew,
    reset: async (counters, nowMs) => {
      await standIn?.reset(counters, nowMs)
      await within(Promise.resolve(store.reset(counters, nowMs)), timeoutMs)
    },
    block: async (counters, forMs, nowMs) => {
      await standIn?.block(counters, forMs, nowMs)
      return within(Promise.resolve(store.block(counters, forMs, nowMs)), timeoutMs)
    },
    leaseMs: store.renew === undefined ? undefined : store.leaseMs,
    stats: () => store.stats(),
    counts: () => ({ isUp: awaySince === undefined, ...calls, durations: durations.counts() }),
    close: async () => {
      isClosed = true
      await standIn?.close()
      if (isOwned) await store.close()
    },
  }
}

/** Resolves to the answer, or rejects if it takes longer than `timeoutMs`. */
function within<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the store did not answer within ${timeoutMs} ms`)), timeoutMs)
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
