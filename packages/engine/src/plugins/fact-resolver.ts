import type { FactValue } from '@tidegate/model'
import { LRUCache } from 'lru-cache'
import { type AsyncFact, defaultLookupBounds } from './fact-definition.ts'
import { type FactInputs, UnknownInputError } from './fact-inputs.ts'
import { factKey } from './fact-key.ts'
import { createFlights } from './flights.ts'
import { createRateCap } from './rate-cap.ts'

/** The current knowledge about a fact. */
export interface KnownFact {
  readonly value: FactValue
  /** Whether the value is valid; false if there is none or it has expired. */
  readonly isFresh: boolean
}

/** Looks up one fact and caches the answers. */
export interface FactResolver {
  readonly known: (inputs: FactInputs) => KnownFact
  /**
   * Starts a look-up, or joins the current one for the same key. The promise resolves when the look-up has ended, and never rejects. Returns
   * undefined if no look-up is started because too many are waiting or have been started in this second.
   */
  readonly ask: (inputs: FactInputs) => Promise<void> | undefined
  readonly stats: () => FactResolverStats
  readonly close: () => void
}

/** What the look-ups of one fact of a plugin have done since the gate was opened. */
export interface FactResolverStats {
  /** Number of look-ups started. */
  readonly asked: number
  /** Number of look-ups that were answered, also that there is no value. */
  readonly answered: number
  /** Number of look-ups that failed or took too long. */
  readonly failed: number
  /** Number of look-ups that were not started because of a bound. */
  readonly dropped: number
  /** Number of cached answers. */
  readonly cached: number
  /** Number of running and waiting look-ups. */
  readonly pending: number
}

/** The parts of a gate that a resolver uses. */
export interface FactResolverContext {
  readonly monotonicMs: () => number
  /** Converts the answer of a plugin; a value of another type is absent, with a warning. */
  readonly convert: (given: unknown) => FactValue
  readonly onFailure: (error: Error) => void
  readonly onDrop: () => void
}

interface Entry {
  readonly value: FactValue
  readonly freshUntilMs: number
  readonly staleUntilMs: number
}

const unknown: KnownFact = Object.freeze({ value: undefined, isFresh: false })
const knownAbsent: KnownFact = Object.freeze({ value: undefined, isFresh: true })

/** Creates a resolver with an empty cache. Its memory is bounded by `cacheSize`, `queue` and `concurrency` for any traffic. */
export function createFactResolver(fact: AsyncFact, context: FactResolverContext): FactResolver {
  const bounds = { ...defaultLookupBounds, ...fact }
  const { monotonicMs, convert, onFailure, onDrop } = context
  const cache = new LRUCache<string, Entry>({ max: bounds.cacheSize })
  const flights = createFlights(bounds)
  const cap = createRateCap(bounds.perSecond)
  const counts = { asked: 0, answered: 0, failed: 0, dropped: 0 }
  let isClosed = false

  function known(inputs: FactInputs): KnownFact {
    const key = keyFor(inputs)
    if (key === undefined) return knownAbsent
    const entry = cache.get(key)
    if (entry === undefined) return unknown
    const nowMs = monotonicMs()
    if (nowMs < entry.freshUntilMs) return { value: entry.value, isFresh: true }
    return nowMs < entry.staleUntilMs ? { value: entry.value, isFresh: false } : unknown
  }

  function ask(inputs: FactInputs): Promise<void> | undefined {
    const key = keyFor(inputs)
    if (key === undefined) return undefined
    const isNew = !flights.isFlying(key)
    if (isNew && !cap.admit(monotonicMs())) return drop()
    return flights.join(key, (signal) => lookUp(key, inputs, signal)) ?? drop()
  }

  async function lookUp(key: string, inputs: FactInputs, signal: AbortSignal): Promise<void> {
    counts.asked++
    signal.addEventListener('abort', () => fail(key, signal.reason), { once: true })
    try {
      const answer: unknown = await fact.resolve(inputs, signal)
      if (!signal.aborted) remember(key, answer)
    } catch (error) {
      // WHY: another request with this key may know what this one does not.
      if (!signal.aborted && !(error instanceof UnknownInputError)) fail(key, error)
    }
  }

  function remember(key: string, answer: unknown): void {
    counts.answered++
    const { value: given, ttlMs } = isTimed(answer) ? answer : { value: answer, ttlMs: undefined }
    const value = given === undefined || given === null ? undefined : convert(given)
    const holdsMs = ttlMs ?? (value === undefined ? bounds.absentTtlMs : bounds.ttlMs)
    store(key, value, Math.max(0, holdsMs), bounds.staleMs)
  }

  function fail(key: string, cause: unknown): void {
    if (isClosed) return
    counts.failed++
    const before = cache.peek(key)
    const nowMs = monotonicMs()
    // WHY: a stale value is used no longer than it would have been without the failure.
    const staleMs = before === undefined ? 0 : Math.max(0, before.staleUntilMs - nowMs - bounds.failureTtlMs)
    const standIn = before !== undefined && nowMs < before.staleUntilMs ? before.value : undefined
    store(key, standIn, bounds.failureTtlMs, staleMs)
    onFailure(cause instanceof Error ? cause : new Error(String(cause)))
  }

  function store(key: string, value: FactValue, freshMs: number, staleMs: number): void {
    const freshUntilMs = monotonicMs() + freshMs
    cache.set(key, { value, freshUntilMs, staleUntilMs: freshUntilMs + staleMs })
  }

  /** The key that a plugin derives from a request; undefined if it throws, so that nothing is looked up. */
  function keyFor(inputs: FactInputs): string | undefined {
    try {
      return factKey(fact.per, inputs)
    } catch (error) {
      if (error instanceof UnknownInputError) return undefined
      counts.failed++
      onFailure(error instanceof Error ? error : new Error(String(error)))
      return undefined
    }
  }

  function drop(): undefined {
    counts.dropped++
    onDrop()
    return undefined
  }

  return {
    known,
    ask,
    stats: () => ({ ...counts, cached: cache.size, pending: flights.count() }),
    close: () => {
      isClosed = true
      flights.close()
      cache.clear()
    },
  }
}

function isTimed(answer: unknown): answer is { readonly value: unknown; readonly ttlMs: number } {
  if (typeof answer !== 'object' || answer === null) return false
  return Object.hasOwn(answer, 'value') && 'ttlMs' in answer && typeof answer.ttlMs === 'number' && answer.ttlMs >= 0
}
