import { type Charge, type Consumed, type CounterLayout, type CounterRef, type CounterStore } from '@tidegate/engine'
import { ThreadCounters } from './thread-counters.ts'

/** A store whose counters threads of one process share, created by `createThreadStore`. Its calls return values, so that `gate.decide` can use it. */
export interface ThreadStore extends CounterStore {
  consume(charges: readonly Charge[], nowMs: number): Consumed
  peek(charges: readonly Charge[], nowMs: number): Consumed
  settle(charges: readonly Charge[], nowMs: number): void
  reset(counters: readonly CounterRef[], nowMs: number): void
  block(counters: readonly CounterRef[], forMs: number, nowMs: number): boolean
  release(charges: readonly Charge[], nowMs: number): void
  close(): void
}

/** How a store for tests differs. */
export interface ThreadStoreTrial {
  /** Whether time is counted by `nowMs` of calls. Default: by a clock that all threads share. */
  readonly isCallersClock?: boolean
}

/**
 * Creates a store with the counters in `memory`, which `createThreadMemory` returned: all stores with this memory, in all threads of the process, share them. They count as in a memory
 * store: with the same algorithms, in tables of the same capacity, which have their full size from the beginning.
 *
 * A call takes a lock in the memory, usually for about a microsecond. A thread may end at any moment, also in the middle of a call: the next call undoes what that call changed. The places
 * at once that a thread held are given back within about a second of its end. A call throws an `Error` if another thread does not release the lock within 250 milliseconds although it still
 * runs, as one that a debugger has stopped; the gate then acts as for a store that is unavailable (`onStoreError`).
 *
 * When a gate sets another layout, all tables are rebuilt at once, while calls of other threads wait: about 20 milliseconds for 100,000 subjects with a limit each. Threads that reload a policy one
 * after another share all limits that both versions have. `layout` throws a `RangeError` if the memory is too small for the tables. Works on Linux only: throws an `Error` elsewhere, and a
 * `TypeError` for memory that `createThreadMemory` did not return.
 */
export function createThreadStore(memory: SharedArrayBuffer): ThreadStore {
  return createThreadStoreIn(memory)
}

/** The same, for tests with a clock of their own. */
export function createThreadStoreIn(memory: SharedArrayBuffer, trial: ThreadStoreTrial = {}): ThreadStore {
  const counters = new ThreadCounters(memory, trial.isCallersClock === true)
  return {
    layout: (layout: CounterLayout) => counters.layout(layout),
    consume: (charges, nowMs) => counters.consume(charges, nowMs),
    peek: (charges, nowMs) => counters.peek(charges, nowMs),
    settle: (charges, nowMs) => counters.settle(charges, nowMs),
    release: (charges) => counters.release(charges),
    reset: (refs, nowMs) => counters.reset(refs, nowMs),
    block: (refs, forMs, nowMs) => counters.block(refs, forMs, nowMs),
    localShare: () => 1 / counters.stores,
    stats: () => counters.stats(),
    close: () => counters.close(),
  }
}
