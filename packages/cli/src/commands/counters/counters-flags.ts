import type { AdminFlags } from '../../gateway-client/admin-flags.ts'

/** What is done with counters. */
export type CountersVerb = 'list' | 'show' | 'reset' | 'block' | 'unblock'

/** Flags of `tidegate counters`. */
export interface CountersFlags extends AdminFlags {
  readonly ip?: string
  readonly user?: string
  readonly key?: readonly string[]
  readonly limit?: string
  readonly site?: string
  readonly for?: string
  readonly blocked?: boolean
  readonly max?: string
  /** URL of the server that has the counters, to reach them without a gateway. */
  readonly redis?: string
  readonly policy?: string
  readonly prefix?: string
}
