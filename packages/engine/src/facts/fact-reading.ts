import type { Facts } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import type { Reason } from '../decision.ts'
import type { ReadingConflict } from './reading-check.ts'

/** The facts of a request, or the reason why it cannot be evaluated. */
export type FactReading = { readonly kind: 'facts'; readonly facts: Facts } | FactRefusal

/** A request that is refused before any rule. */
export interface FactRefusal {
  readonly kind: 'refusal'
  readonly reason: Extract<
    Reason,
    | 'ambiguous-method'
    | 'ambiguous-path'
    | 'ambiguous-host'
    | 'ambiguous-parameter'
    | 'target-too-long'
    | 'too-many-headers'
    | 'client-address-unknown'
    | 'fact-missing'
  >
  readonly status: 400 | 414 | 431 | 503
  /** The ambiguous part, or the name of the missing fact. Never contains data from the client. */
  readonly detail: string
  /** The client address, if it is known. */
  readonly ip?: IpAddress
  /** Canonical path and target, if these were not the reason for the refusal. */
  readonly path?: string
  readonly target?: string
  /** The readings of the path that the policy tells apart, if this is the reason. */
  readonly conflict?: ReadingConflict
}
