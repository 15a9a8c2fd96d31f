import type { ClientAddress } from '@tidegate/engine/http'

/** The client of a record. */
export type FoundClient =
  | ClientAddress
  /** The address of the record is that of the client. */
  | 'as-logged'
  /** The log does not say which client it is, and the policy depends on it. */
  | 'not-logged'
