import type { LogFlags } from '../../../config/log-flags.ts'
import type { AdminFlags } from '../../../gateway-client/admin-flags.ts'

/** Flags of `tidegate counters export` and `import`. */
export interface CarryFlags extends LogFlags, Pick<AdminFlags, 'admin' | 'tokenFile'> {
  /** The state folder of a policy, or of a gateway. */
  readonly state?: string
  /** URL of the server that has the counters. */
  readonly redis?: string
  readonly policy?: string
  /** The site of a running gateway. */
  readonly site?: string
  readonly prefix?: string
  /** Logs in which keys are looked up. */
  readonly keys?: readonly string[]
  readonly replace?: boolean
  readonly json?: boolean
}
