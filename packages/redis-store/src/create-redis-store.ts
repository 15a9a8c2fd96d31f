import type { Charge, Consumed, CounterLayout, CounterRef, CounterStats, CounterStore } from '@tidegate/engine'
import { blankCharge } from './charge-fields.ts'
import { buildCalls, type Call, type CallContext, type Operation } from './build-call.ts'
import { createCallScript, type SendCommand } from './call-script.ts'
import { consumeBySlot } from './consume-by-slot.ts'
import { checkLayout } from './check-layout.ts'
import { escapePart, leaseKeys, rowKey, type Slot, specsOf } from './keys.ts'
import { createOwnPlaces } from './own-places.ts'
import { readConsumed } from './read-consumed.ts'
import { createRemovedStates } from './removed-states.ts'

/** Options of a store in Redis or Valkey. */
export interface RedisStoreOptions {
  /** Sends a command with the client that the program has. The program owns the client, and closes it. */
  readonly sendCommand: SendCommand
  /** What all keys begin with, without braces, which would decide about the slots of a cluster. Default `tidegate`. */
  readonly prefix?: string
  /**
   * Where keys are in a cluster. `one` (the default): one slot for each policy, so that decisions are exact. `subject`: one slot for each subject; a
   * decision about several subjects is several calls at once, and what they took is given back if one refuses. Never more is admitted than limits
   * allow, but requests at the same moment may be refused because of places that are being given back.
   */
  readonly slot?: Slot
  /**
   * Milliseconds after which the places `at once` of a process that has ended are given back; processes that run renew theirs three times as often.
   * Default 30,000.
   */
  readonly leaseMs?: number
}

/** A store in Redis or Valkey. */
export interface RedisStore extends CounterStore {
  readonly leaseMs: number
  consume(charges: readonly Charge[], nowMs: number): Promise<Consumed>
  peek(charges: readonly Charge[], nowMs: number): Promise<Consumed>
  settle(charges: readonly Charge[], nowMs: number): Promise<void>
  release(charges: readonly Charge[], nowMs: number): Promise<void>
  renew(charges: readonly Charge[], nowMs: number): Promise<void>
  reset(counters: readonly CounterRef[], nowMs: number): Promise<void>
  block(counters: readonly CounterRef[], forMs: number, nowMs: number): Promise<boolean>
  /** The keys that contain what the store knows of a counter, for `GET`, `ZRANGE` or `DEL` by hand. */
  keysOf(counter: CounterRef): readonly string[]
}

/** How a store reads the time; tests pass their own, which does not agree with the server's expiry. */
export interface StoreClock {
  readonly isServer: boolean
  readonly shortestExpiryMs: number
}

/**
 * Creates a store of counters that all processes with the same server, prefix and policy share. One decision is one call of one script, and takes one
 * round trip. The store owns no connection; its only state is the layout and the
 * leases of its own requests in progress.
 *
 * Calls reject if the server fails; how long a decision waits is bounded by the gate (`storeTimeoutMs`). Throws a `RangeError` for a `leaseMs`
 * that is not a whole number from 1,000 to a day, and for a `prefix` with braces.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  return createStoreWithClock(options, { isServer: true, shortestExpiryMs: 1 })
}

const defaultLeaseMs = 30_000
const minLeaseMs = 1000
const maxLeaseMs = 86_400_000

/** `createRedisStore` with a clock, for tests. */
export function createStoreWithClock(options: RedisStoreOptions, clock: StoreClock): RedisStore {
  const { sendCommand, prefix = 'tidegate', slot = 'one', leaseMs = defaultLeaseMs } = options
  if (clock.isServer && !(Number.isInteger(leaseMs) && leaseMs >= minLeaseMs && leaseMs <= maxLeaseMs))
    throw new RangeError(`leaseMs must be a whole number from 1,000 to 86,400,000, not ${leaseMs}`)
  if (/[{}]/.test(prefix)) throw new RangeError(`prefix must not contain braces: ${prefix}`)
  const callScript = createCallScript(sendCommand)
  const removed = createRemovedStates()
  const own = createOwnPlaces()
  let layout: CounterLayout = { tag: '', subjects: [] }
  let tag = escapePart('')
  let isLaidOut = false

  function context(): CallContext {
    return { form: { prefix, slot, tag }, layout, removedOf: removed.of }
  }

  function head(operation: Operation, nowMs: number, atMs = 0, forMs = 0): readonly string[] {
    const now = clock.isServer ? '' : String(Math.floor(nowMs))
    return [operation, now, String(clock.shortestExpiryMs), String(leaseMs), String(atMs), String(forMs)]
  }

  function callsOf(operation: Operation, charges: readonly Charge[], nowMs: number, forMs = 0): readonly Call[] {
    return buildCalls(context(), head(operation, nowMs, 0, forMs), charges)
  }

  async function run(
    operation: Operation,
    charges: readonly Charge[],
    nowMs: number,
    forMs = 0,
  ): Promise<readonly (readonly number[])[]> {
    const calls = callsOf(operation, charges, nowMs, forMs)
    return Promise.all(calls.map(({ keys, args }) => callScript(keys, args)))
  }

  async function judge(operation: 'consume' | 'peek', charges: readonly Charge[], nowMs: number): Promise<Consumed> {
    const used = context()
    const calls = callsOf(operation, charges, nowMs)
    const only = calls[0]
    if (only === undefined) return { admitted: true, readings: [] }
    if (calls.length === 1) return readConsumed(await callScript(only.keys, only.args))
    const undoing = operation === 'peek' ? 'peek-refused' : 'refund'
    return consumeBySlot(
      { calls, charges, undo: (counted, atMs) => buildCalls(used, head(undoing, nowMs, atMs), counted) },
      callScript,
    )
  }

  return {
    leaseMs,
    refunds: slot === 'subject',
    layout(next) {
      checkLayout(next)
      removed.relay(isLaidOut ? layout : undefined, next)
      // If this fails, the leases expire.
      run('release', own.removedBy(layout, next), 0).catch(() => undefined)
      layout = next
      tag = escapePart(next.tag)
      isLaidOut = true
    },
    async consume(charges, nowMs) {
      const used = layout
      const answer = await judge('consume', charges, nowMs)
      if (charges.some(({ lease }) => lease !== undefined)) own.took(used, charges, answer)
      return answer
    },
    peek: (charges, nowMs) =>
      judge(
        'peek',
        charges.map(({ lease: _, ...charge }) => charge),
        nowMs,
      ),
    async settle(charges, nowMs) {
      await run('settle', charges, nowMs)
    },
    async release(charges, nowMs) {
      own.released(charges)
      await run('release', atOnceOf(layout, charges), nowMs)
    },
    async renew(charges, nowMs) {
      await run('renew', atOnceOf(layout, charges), nowMs)
    },
    async reset(counters, nowMs) {
      await run('reset', counters.map(blankCharge), nowMs)
    },
    async block(counters, forMs, nowMs) {
      await run('block', counters.map(blankCharge), nowMs, Math.max(0, Math.ceil(forMs)))
      return true
    },
    keysOf(counter) {
      const { subject, spec } = specsOf(layout.subjects, counter)
      const row = rowKey(context().form, subject, counter.key)
      return spec.algorithm === 'at-once' ? [row, ...leaseKeys(row, spec.identity)] : [row]
    },
    stats: () => unknownStats,
    close: () => undefined,
  }
}

/** How full the server is, it knows itself: `INFO memory`. Nothing is evicted by the store, and no subjects share a row. */
const unknownStats: CounterStats = {
  subjects: 0,
  capacity: Number.MAX_SAFE_INTEGER,
  bytes: 0,
  evictions: 0,
  overflows: 0,
}

/** The charges of places at once; those of counters that a reload removed have no effect. */
function atOnceOf({ subjects }: CounterLayout, charges: readonly Charge[]): readonly Charge[] {
  return charges.filter(({ subject, counter }) => subjects[subject]?.counters[counter]?.algorithm === 'at-once')
}
