import type { FactType } from '@tidegate/model'
import type { IpAddress, IpSet } from '@tidegate/values'
import type { FactInputs } from './fact-inputs.ts'

/** A fact that a plugin supplies: synchronously by `read`, or asynchronously by `resolve`. */
export type FactDefinition = SyncFact | AsyncFact

/** The type of a fact, and for texts all possible values. */
export interface FactShape {
  readonly type: FactType
  /**
   * All values that a `text` fact can have, so that the checker detects errors such as `country == "RO "`. Any other value is absent, with
   * a warning.
   */
  readonly values?: readonly string[]
}

/** The representations of values by type. */
export interface ValuesByType {
  readonly text: string
  readonly number: number
  readonly flag: boolean
  readonly texts: readonly string[]
  readonly ip: string | IpAddress
  readonly ips: string | readonly string[] | IpSet
}

/** The representations of a fact's values: those of its type, restricted to its `values` if they are literals. */
export type ValueOf<S> = S extends { readonly values: readonly (infer V)[] }
  ? V
  : S extends { readonly type: infer T extends FactType }
    ? ValuesByType[T]
    : never

/**
 * A synchronous fact. `read` is called once for each request for which the policy uses the fact, while that request waits: it MUST be quick
 * and MUST NOT block. `undefined` means absent. An exception is caught and counted, and the fact is absent.
 */
export interface SyncFact<V = unknown> extends FactShape {
  readonly read: (inputs: FactInputs) => V | undefined
  readonly resolve?: never
  readonly whileUnknown?: never
}

/** An asynchronous fact. Answers are cached; the size and age of the cache and the rate of look-ups are bounded. */
export interface AsyncFact<V = unknown> extends FactShape, LookupBounds {
  /**
   * Looks the fact up. MUST stop when `signal` is aborted; later answers are dropped. A rejection is counted, reported once an hour and
   * cached for `failureTtlMs`. `inputs` are those of the first request that needs the fact: the answer MUST depend only on the part that
   * `per` selects.
   */
  readonly resolve: (inputs: FactInputs, signal: AbortSignal) => Promise<FactAnswer<V>>
  /**
   * Behaviour during a look-up: requests are decided with the fact `absent`, or `wait` for it, at most for the gate's `factTimeoutMs`, which
   * is one deadline for all facts.
   */
  readonly whileUnknown: 'absent' | 'wait'
  /**
   * The cache key of an answer: `network` (an IPv4 address or an IPv6 /64, the default), `address`, `user`, `host`, or the result of a
   * function (at most 256 characters). If the key is `undefined`, the fact is not looked up and is absent.
   */
  readonly per?: 'network' | 'address' | 'user' | 'host' | ((inputs: FactInputs) => string | undefined)
  readonly read?: never
}

/** A value, or `undefined` if the fact is known to be absent, optionally with the time for which the answer is valid. */
export type FactAnswer<V = unknown> =
  | V
  | undefined
  | { readonly value: V | undefined; /** Milliseconds. */ readonly ttlMs: number }

/** Bounds of the cache and of look-ups. */
export interface LookupBounds {
  /** How long a value is valid if the answer does not state it. Default 300,000 (five minutes). */
  readonly ttlMs?: number
  /** How long the answer `undefined` is valid. Default 60,000. */
  readonly absentTtlMs?: number
  /** How long a key is not looked up after a failure. Default 5,000. */
  readonly failureTtlMs?: number
  /**
   * How long an expired value is still used while it is looked up again, and also if that look-up fails. Default 300,000; 0 means never.
   */
  readonly staleMs?: number
  /** Maximum duration of a look-up before its signal is aborted. Default 2,000. */
  readonly timeoutMs?: number
  /** Maximum number of cached answers; the least recently used one is evicted first. Default 10,000. */
  readonly cacheSize?: number
  /** Maximum number of concurrent look-ups. Default 16. */
  readonly concurrency?: number
  /** Maximum number of waiting look-ups; further facts are not looked up and are absent. Default 256. */
  readonly queue?: number
  /** Maximum number of look-ups started per second; after a pause, as many may start at once. Default 100. */
  readonly perSecond?: number
}

/** The default bounds. */
export const defaultLookupBounds: Required<LookupBounds> = {
  ttlMs: 300_000,
  absentTtlMs: 60_000,
  failureTtlMs: 5_000,
  staleMs: 300_000,
  timeoutMs: 2_000,
  cacheSize: 10_000,
  concurrency: 16,
  queue: 256,
  perSecond: 100,
}
