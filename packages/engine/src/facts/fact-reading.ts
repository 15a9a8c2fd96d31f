import type { Facts } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import type { Reason } from '../decision.ts'

/** Facts, or why a request cannot be judged. */
export type FactReading = { readonly kind: 'facts'; readonly facts: Facts } | FactRefusal

/** A request that is refused before any rule. */
export interface FactRefusal {
  readonly kind: 'refusal'
  readonly reason: Extract<
    Reason,
    | 'ambiguous-path'
    | 'ambiguous-host'
    | 'ambiguous-parameter'
    | 'target-too-long'
    | 'client-address-unknown'
    | 'fact-missing'
  >
  readonly status: 400 | 414 | 503
  /** What was ambiguous, or the name of the missing fact. Never quotes what a client sent. */
  readonly detail: string
  /** The client address, if it is known. */
  readonly ip?: IpAddress
  /** Canonical path and target, if they were not what was refused. */
  readonly path?: string
  readonly target?: string
}
