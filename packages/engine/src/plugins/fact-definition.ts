import type { FactType } from '@tidegate/model'
import type { IpAddress, IpSet } from '@tidegate/values'
import type { FactInputs } from './fact-inputs.ts'

/** A fact that a plugin supplies: at once by `read`, or later by `resolve`. */
export type FactDefinition = SyncFact | AsyncFact

/** The type of a fact, and for texts every value that there is. */
export interface FactShape {
  readonly type: FactType
  /**
   * Only for `text`: every value that the fact can have, so that the checker catches `country == "RO "`. A value that is none of
   * them is absent, with a warning.
   */
  readonly values?: readonly string[]
}

/** What values of each type may be given as. */
export interface ValuesByType {
  readonly text: string
  readonly number: number
  readonly flag: boolean
  readonly texts: readonly string[]
  readonly ip: string | IpAddress
  readonly ips: string | readonly string[] | IpSet
}

/** What values of a fact may be given as: of its type, and one of its `values` where those are literals. */
export type ValueOf<S> = S extends { readonly values: readonly (infer V)[] }
  ? V
  : S extends { readonly type: infer T extends FactType }
    ? ValuesByType[T]
    : never

/**
 * A fact that is known at once. `read` is asked once for each request that a policy in force looks at it for, while that request
 * waits: it MUST be quick and MUST NOT block. `undefined` is absent. Total: what it throws is caught and counted, and is absent.
 */
export interface SyncFact<V = unknown> extends FactShape {
  readonly read: (inputs: FactInputs) => V | undefined
  readonly resolve?: never
  readonly whileUnknown?: never
}

/** A fact that has to be looked up. What is found is remembered; how much, for how long and how often is asked is bounded. */
export interface AsyncFact<V = unknown> extends FactShape, LookupBounds {
  /**
   * Looks the fact up. MUST give up when `signal` is aborted; what comes later is dropped. A rejection is counted, told once an hour
   * and remembered for `failureTtlMs`. `inputs` are those of the first request that needs it: the answer MUST depend on nothing
   * but what `per` names.
   */
  readonly resolve: (inputs: FactInputs, signal: AbortSignal) => Promise<FactAnswer<V>>
  /**
   * While it is being looked up, requests are decided with the fact `absent`, or `wait` for it under the gate's `factTimeoutMs`, one
   * deadline for all facts.
   */
  readonly whileUnknown: 'absent' | 'wait'
  /**
   * What an answer is remembered by: `network` (an IPv4 address, an IPv6 /64, which is the default), `address`, `user`, `host`, or what
   * a function gives (at most 256 characters). `undefined` is never looked up, and absent.
   */
  readonly per?: 'network' | 'address' | 'user' | 'host' | ((inputs: FactInputs) => string | undefined)
  readonly read?: never
}

/** A value, `undefined` for one that is known to be absent, or either with the time for which it holds. */
export type FactAnswer<V = unknown> =
  | V
  | undefined
  | { readonly value: V | undefined; /** Milliseconds. */ readonly ttlMs: number }

/** How much is remembered and asked. */
export interface LookupBounds {
  /** For how long a value holds, unless it says so itself. Default 300,000 (five minutes). */
  readonly ttlMs?: number
  /** For how long the answer `undefined` holds. Default 60,000. */
  readonly absentTtlMs?: number
  /** For how long nothing is asked after a failure. Default 5,000. */
  readonly failureTtlMs?: number
  /**
   * For how long a value that no longer holds stands in while it is looked up again, and if that fails. Default 300,000; 0 for
   * never.
   */
  readonly staleMs?: number
  /** How long one look-up may take before its signal is aborted. Default 2,000. */
  readonly timeoutMs?: number
  /** Answers remembered; the one that was not needed for longest is forgotten first. Default 10,000. */
  readonly cacheSize?: number
  /** Look-ups at once. Default 16. */
  readonly concurrency?: number
  /** Look-ups that wait for their turn; what comes then is not looked up, and absent. Default 256. */
  readonly queue?: number
  /** Look-ups begun in a second, and as many at once after a pause; more are not made. Default 100. */
  readonly perSecond?: number
}

/** The bounds where a fact states none. */
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
