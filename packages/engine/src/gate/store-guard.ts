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
import { answerWithin } from './answer-within.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { createDurations } from './durations.ts'
import type { StoreCounts } from './gate-counts.ts'
import { dividedLayout } from './layout-for.ts'
import { createLentPlaces } from './lent-places.ts'
import { createNearRefusals } from './near-refusals.ts'

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
  /** Ends a request whose limits at once a reload has removed: nothing is given back. */
  readonly forget: (lease: string | undefined) => void
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
  /** The part of each limit that the stand-in admits, above 0 and at most 1; undefined: what the store says when it becomes unavailable. */
  readonly share: number | undefined
  /** For how long at most refusals are repeated without asking the store; 0 if they are not. */
  readonly nearCacheMs: number
  readonly onError: (error: Error) => void
  readonly onProbe: (awayMs: number) => void
  readonly onRecovered: (awayMs: number) => void
  /** The store has carried out a decision after its request had stopped waiting; called once. */
  readonly onLate: (lateMs: number) => void
}

/**
 * Creates a guard for a store. No decision waits longer than `timeoutMs`. After a failure the store is called by one request at a time, after pauses that grow
 * (`circuit-breaker.ts`). Refusals that cannot have changed are repeated without calling it (`near-refusals.ts`).
 */
export function guardStore(options: StoreGuardOptions): StoreGuard {
  const { store, isOwned, timeoutMs, monotonicMs, makeStandIn } = options
  let share = options.share ?? 1
  let current: CounterLayout | undefined
  let standIn: CounterStore | undefined
  const durations = createDurations(monotonicMs, 1)
  const calls = { answered: 0, failed: 0, late: 0, fallbackDecisions: 0 }
  let isClosed = false
  const places = createLentPlaces()
  const near = createNearRefusals(store.refunds === true ? 0 : options.nearCacheMs, () => current)
  const breaker = createCircuitBreaker({
    monotonicMs,
    onOpened: (error) => {
      updateShare()
      options.onError(error)
    },
    onProbe: options.onProbe,
    onClosed: (awayMs) => {
      for (const charges of places.owed()) giveBack(charges)
      options.onRecovered(awayMs)
    },
  })

  function failed(ticket: number, cause: unknown): void {
    if (isClosed) return
    calls.failed++
    breaker.failed(ticket, cause)
  }

  function answered(ticket: number): void {
    calls.answered++
    breaker.answered(ticket)
  }

  function updateShare(): void {
    const next = options.share ?? store.localShare?.() ?? 1
    if (next === share) return
    share = next
    if (current !== undefined) standIn?.layout(dividedLayout(current, share))
  }

  function standInFor(): CounterStore | undefined {
    if (standIn !== undefined || makeStandIn === undefined) return standIn
    standIn = makeStandIn()
    if (current !== undefined) standIn.layout(dividedLayout(current, share))
    return standIn
  }

  /** Creates a separate store for a request that began before a reload changed the layout of the counters: its charges match only the old layout. */
  function leftover(layout: CounterLayout | undefined): CounterStore | undefined {
    const store = makeStandIn?.()
    if (layout !== undefined) store?.layout(dividedLayout(layout, share))
    return store
  }

  /** Counts an answer that came after its request had stopped waiting, and gives back the places that it took. */
  function late(charges: readonly Charge[], { admitted, readings }: Consumed, askedMs: number): void {
    calls.late++
    if (calls.late === 1) options.onLate(monotonicMs() - askedMs)
    const held = charges.filter((charge, at) => admitted && holdsPlaces(charge, readings[at]!.admitted))
    if (held.length > 0) giveBack(held)
  }

  /** Calls the store without waiting for it, also while it is unavailable; `orElse` is called if it fails. */
  function attempt(call: () => Awaitable<void>, orElse: () => void): void {
    const ticket = breaker.isOpen() ? undefined : breaker.take()
    const fail = (error: unknown): void => {
      if (ticket !== undefined) failed(ticket, error)
      orElse()
    }
    try {
      const done = call()
      if (done instanceof Promise) answerWithin(done, timeoutMs).catch(fail)
    } catch (error) {
      fail(error)
    }
  }

  /** WHY also while the store is unavailable: it may be slow rather than away, and as many calls are made as requests held places. */
  function giveBack(charges: readonly Charge[]): void {
    attempt(
      () => store.release(charges, monotonicMs()),
      () => places.owe(charges),
    )
  }

  function consume(charges: readonly Charge[], nowMs: number): Awaitable<Consumed | undefined> {
    const repeated = near.find(charges, nowMs)
    if (repeated !== undefined) return Promise.resolve(repeated)
    const turn = near.turn()
    const hasLease = charges.some(({ lease }) => lease !== undefined)
    return ask(
      (one) => {
        const answer = one.consume(charges, nowMs)
        if (hasLease && one !== store && !(answer instanceof Promise)) places.took(one, charges, answer)
        return answer
      },
      {
        inTime: (answer) => {
          if (!answer.admitted) near.note(charges, answer, turn, nowMs, monotonicMs())
        },
        late: (answer) => late(charges, answer, nowMs),
      },
    )
  }

  function release(charges: readonly Charge[], nowMs: number): void {
    const taker = places.ended(charges[0]?.lease)
    if (taker === undefined) giveBack(charges)
    else void taker.release(charges, nowMs)
  }

  function renew(charges: readonly Charge[], nowMs: number): void {
    const own = places.inStore(charges)
    if (own.length === 0 || breaker.isOpen()) return
    attempt(
      () => store.renew?.(own, nowMs),
      () => {},
    )
  }

  /** WHY not always in the store that was asked before: nothing was taken there, and the charge has to refuse what comes next. */
  function settle(charges: readonly Charge[], nowMs: number): void {
    const inStead = (): void => void standInFor()?.settle(charges, nowMs)
    if (breaker.isOpen()) inStead()
    else attempt(() => store.settle(charges, nowMs), inStead)
  }

  /** `decision` receives what the store answers to a decision, in time or after the time-out; undefined if nothing is decided. */
  function ask(
    call: (store: CounterStore) => Awaitable<Consumed>,
    decision?: Answers,
  ): Awaitable<Consumed | undefined> {
    const asked = current
    const instead = (): Awaitable<Consumed | undefined> => {
      if (decision !== undefined) calls.fallbackDecisions++
      const other = current === asked ? standInFor() : leftover(asked)
      return other === undefined ? undefined : call(other)
    }
    const ticket = breaker.take()
    if (ticket === undefined) return instead()
    try {
      let asking: Promise<Consumed> | undefined
      const answer = durations.measure(() => {
        const pending = call(store)
        if (!(pending instanceof Promise)) return pending
        asking = pending
        return answerWithin(pending, timeoutMs)
      })
      if (!(answer instanceof Promise)) {
        answered(ticket)
        return answer
      }
      return answer.then(
        (consumed) => {
          answered(ticket)
          decision?.inTime(consumed)
          return consumed
        },
        (error: unknown) => {
          failed(ticket, error)
          if (decision !== undefined) asking?.then(decision.late, () => undefined)
          return instead()
        },
      )
    } catch (error) {
      failed(ticket, error)
      return instead()
    }
  }

  return {
    layout: (layout) => {
      store.layout(layout)
      current = layout
      near.clear()
      places.forgive()
      standIn?.layout(dividedLayout(layout, share))
    },
    consume,
    peek: (charges, nowMs) => ask((one) => one.peek(charges, nowMs)),
    settle,
    release,
    forget: (lease) => void places.ended(lease),
    renew,
    reset: async (counters, nowMs) => {
      near.clear()
      await standIn?.reset(counters, nowMs)
      await answerWithin(Promise.resolve(store.reset(counters, nowMs)), timeoutMs)
      near.clear()
    },
    block: async (counters, forMs, nowMs) => {
      near.clear()
      await standIn?.block(counters, forMs, nowMs)
      const isDone = await answerWithin(Promise.resolve(store.block(counters, forMs, nowMs)), timeoutMs)
      near.clear()
      return isDone
    },
    leaseMs: store.renew === undefined ? undefined : store.leaseMs,
    stats: () => store.stats(),
    counts: () => ({
      isUp: !breaker.isOpen(),
      ...calls,
      ...breaker.counts(),
      nearRefusals: near.repeated(),
      durations: durations.counts(),
    }),
    close: async () => {
      isClosed = true
      await standIn?.close()
      if (isOwned) await store.close()
    },
  }
}

/** What a decision does with answers of the store. */
interface Answers {
  /** Called for an answer in time of a store that returns promises. */
  readonly inTime: (answer: Consumed) => void
  /** Called for an answer that came after the request had stopped waiting. */
  readonly late: (answer: Consumed) => void
}
