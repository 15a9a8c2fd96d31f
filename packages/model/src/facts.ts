import type { IpAddress, IpSet } from '@tidegate/values'

/**
 * Everything on which the decision about a request depends. Facts are determined before any rule is evaluated, their lists are frozen,
 * and `decide`, `explain` and replay all use them. Plain data; `plan.inputs` decides which header fields, query parameters, cookies
 * and host facts are read.
 */
export interface Facts {
  /** The client's address; undefined if it is unknown, because what a trusted proxy sent about it cannot be used. */
  readonly ip: IpAddress | undefined
  readonly peer: IpAddress | undefined
  /** The method as received: a token without small letters. Methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string
  /** The host in lower case, without port and final dot. */
  readonly host: string | undefined
  /**
   * The canonical path: escapes of characters that are allowed raw decoded, others in upper case, repeated slashes collapsed. `*` for `OPTIONS *`, empty
   * for CONNECT, which has no path.
   */
  readonly path: string
  /** The canonical path, followed by `?query` if there is one; escapes of unreserved characters are decoded in both, others written in upper case. */
  readonly target: string
  /** The target to pass on, which keeps the escapes of the query as received. Absent if it is `target`. */
  readonly passedTarget?: string
  /** All User-Agent fields joined by a space, in full length. */
  readonly agent: string | undefined
  /** Whether the User-Agent fields differ, so that the agent is unknown: applications read different ones. Absent means false. */
  readonly isAgentUnsure?: boolean
  readonly user: string | undefined
  /** Values of header fields in the order of `plan.inputs.headers`, with every occurrence. */
  readonly headers: readonly (readonly string[] | undefined)[]
  /** Values of query parameters in the order of `plan.inputs.queries`, percent-decoded, with every occurrence. */
  readonly queries: readonly (readonly string[] | undefined)[]
  /** Values of cookies in the order of `plan.inputs.cookies`, without quotes and percent-decoded, with every occurrence. */
  readonly cookies: readonly (readonly string[] | undefined)[]
  /** Values of declared facts in the order of the model's `facts`; `undefined` means absent. */
  readonly values: readonly FactValue[]
  /** The wall clock in milliseconds since 1970, which windows are compared with. */
  readonly nowMs: number
  /** Whether `nowMs` was recorded when the request was made, as in a log, so that it is right however old it is. Absent means false. */
  readonly isTimeRecorded?: boolean
  /**
   * The path and the target with every `%2F` of the path decoded. Limits `per path` and `per target` count under them, so that
   * a request has one counter in all its spellings. Absent if the path contains none.
   */
  readonly decoded?: { readonly path: string; readonly target: string }
}

/** The value of a declared fact, which already has the declared type. */
export type FactValue = string | number | boolean | IpAddress | IpsFact | UnknownFact | readonly string[] | undefined

/** The value of a fact that depends on something unknown, such as the country of a client whose address is unknown. */
export interface UnknownFact {
  readonly kind: 'unknown'
}

/** The only value of type `UnknownFact`. */
export const unknownFact: UnknownFact = Object.freeze({ kind: 'unknown' })

/** A set of prefixes that comes with the request. */
export interface IpsFact {
  readonly set: IpSet
  /** False if there was no entry at all. An entry that is not an address matches no client, but the set is not empty. */
  readonly notEmpty: boolean
}
