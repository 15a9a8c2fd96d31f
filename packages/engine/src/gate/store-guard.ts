import type { Awaitable, Charge, Consumed, CounterLayout, CounterStats, CounterStore } from '../counters/store.ts'

/** A store that may be away: what it does not answer in time is answered as the operator chose. */
export interface StoreGuard {
  readonly layout: (layout: CounterLayout) => void
  /** Undefined when the store is away and its absence is not made up for. */
  readonly consume: (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>
  readonly peek: (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>
  readonly settle: (charges: readonly Charge[], nowMs: number) => void
  readonly stats: () => CounterStats
  readonly close: () => Awaitable<void>
}

export interface StoreGuardOptions {
  readonly store: CounterStore
  /** The store is the gate's own, to be closed with it. */
  readonly isOwned: boolean
  readonly timeoutMs: number
  readonly monotonicMs: () => number
  /** Makes the store that stands in; absent where none is wanted. */
  readonly makeStandIn: (() => CounterStore) | undefined
  readonly onError: (error: Error) => void
  readonly onRecovered: (awayMs: number) => void
}

/** How long a store that failed is left alone before the next request tries it. */
const pauseMs = 1000

/** A guard around a store. While the store is away one request a second tries it; its first failure and its return are told. */
export function guardStore(options: StoreGuardOptions): StoreGuard {
  const { store, isOwned, timeoutMs, monotonicMs, makeStandIn, onError, onRecovered } = options
  let current: CounterLayout | undefined
  let standIn: CounterStore | undefined
  let awaySince: number | undefined
  let nextTryMs = -Infinity

  function failed(cause: unknown): void {
    const nowMs = monotonicMs()
    nextTryMs = nowMs + pauseMs
    if (awaySince !== undefined) return
    awaySince = nowMs
    onError(cause instanceof Error ? cause : new Error(String(cause)))
  }

  function answered(): void {
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

  /** A store of its own for a request that came before the counters were laid out anew: its charges fit no other. */
  function leftover(layout: CounterLayout | undefined): CounterStore | undefined {
    const store = makeStandIn?.()
    if (layout !== undefined) store?.layout(layout)
    return store
  }

  function ask(call: (store: CounterStore) => Awaitable<Consumed>): Awaitable<Consumed | undefined> {
    const asked = current
    const instead = (): Awaitable<Consumed | undefined> => {
      const other = current === asked ? standInFor() : leftover(asked)
      return other === undefined ? undefined : call(other)
    }
    if (awaySince !== undefined && monotonicMs() < nextTryMs) return instead()
    // WHY: set before the answer is known, so that of many requests at once one alone tries a store that is away.
    if (awaySince !== undefined) nextTryMs = monotonicMs() + pauseMs
    try {
      const answer = call(store)
      if (!(answer instanceof Promise)) {
        answered()
        return answer
      }
      return within(answer, timeoutMs).then(
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
    consume: (charges, nowMs) => ask((one) => one.consume(charges, nowMs)),
    peek: (charges, nowMs) => ask((one) => one.peek(charges, nowMs)),
    settle,
    stats: () => store.stats(),
    close: async () => {
      await standIn?.close()
      if (isOwned) await store.close()
    },
  }
}

/** The answer, or a rejection when it takes longer. */
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
