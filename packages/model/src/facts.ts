import type { IpAddress, IpSet } from '@tidegate/values'

/**
 * All that a request is judged by: fixed first, its lists frozen, the same value for decide, explain and replay.
 * Plain data; which headers, queries, cookies and host facts are read is decided by the plan (`plan.inputs`).
 */
export interface Facts {
  readonly ip: IpAddress
  readonly peer: IpAddress | undefined
  /** As received; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string
  /** Lower case, without port and final dot. */
  readonly host: string | undefined
  /**
   * Canonical: unreserved escapes decoded, escapes in upper case, repeated slashes collapsed. `*` for `OPTIONS *`, empty for
   * CONNECT, which names no path.
   */
  readonly path: string
  /** Canonical path, followed by `?query` where there is one. */
  readonly target: string
  /** All User-Agent fields joined by a space, at their full length. */
  readonly agent: string | undefined
  readonly user: string | undefined
  /** Values in the order of `plan.inputs.headers`; every occurrence of the field. */
  readonly headers: readonly (readonly string[] | undefined)[]
  /** Values in the order of `plan.inputs.queries`, percent-decoded; every occurrence. */
  readonly queries: readonly (readonly string[] | undefined)[]
  /** Values in the order of `plan.inputs.cookies`, without quotes and percent-decoded; every occurrence. */
  readonly cookies: readonly (readonly string[] | undefined)[]
  /** Values in the order of the model's `facts`; `undefined` is absent. */
  readonly values: readonly FactValue[]
  /** Wall clock, milliseconds since 1970: what windows are judged by. */
  readonly nowMs: number
}

/** A declared fact's value, already of its type. */
export type FactValue = string | number | boolean | IpAddress | IpsFact | readonly string[] | undefined

/** A set of prefixes that comes with the request. */
export interface IpsFact {
  readonly set: IpSet
  /** False when there was no entry at all. An entry that is no address matches nobody but makes the set non-empty. */
  readonly notEmpty: boolean
}
