import type {
  Awaitable,
  Charge,
  Consumed,
  CounterLayout,
  CounterRef,
  CounterStats,
  CounterStore,
} from '../counters/store.ts'
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
  readonly stats: () => CounterStats
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

  function failed(cause: unknown): void {
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

  function ask(
    call: (store: CounterStore) => Awaitable<Consumed>,
    isDecision: boolean,
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
      const answer = durations.measure(() => {
        const pending = call(store)
        return pending instanceof Promise ? within(pending, timeoutMs) : pending
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
    try {
      const settled = store.settle(charges, nowMs)
      if (settled instanceof Promise) settled.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  return {
    layout: (layout) => {
      store.layout(layout)
      current = layout
      standIn?.layout(layout)
    },
    consume: (charges, nowMs) => ask((one) => one.consume(charges, nowMs), true),
    peek: (charges, nowMs) => ask((one) => one.peek(charges, nowMs), false),
    settle,
    reset: async (counters, nowMs) => {
      await standIn?.reset(counters, nowMs)
      await within(Promise.resolve(store.reset(counters, nowMs)), timeoutMs)
    },
    block: async (counters, forMs, nowMs) => {
      await standIn?.block(counters, forMs, nowMs)
      return within(Promise.resolve(store.block(counters, forMs, nowMs)), timeoutMs)
    },
    stats: () => store.stats(),
    counts: () => ({ isUp: awaySince === undefined, ...calls, durations: durations.counts() }),
    close: async () => {
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
