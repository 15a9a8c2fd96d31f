import type { Rule } from '@tidegate/model'

/** What one alternative of a rule refuses, as far as robots.txt can express it. */
export interface Claim {
  readonly rule: Rule
  /** Bot sets, each of which must contain the client. */
  readonly include: readonly number[]
  /** Bot sets, none of which may contain the client. */
  readonly exclude: readonly number[]
  /** Whether the client must be in at least one declared set. */
  readonly declared: boolean
  readonly statement: Statement
}

/** A statement that lines of a robots.txt can make about a client. */
export type Statement =
  | { readonly kind: 'paths'; readonly disallow: readonly string[]; readonly allow: readonly string[] }
  /** Minutes of the day in UTC at which the client is refused. */
  | { readonly kind: 'hours'; readonly closed: Uint8Array }
  /** A rate. `minutes` are the minutes of the day in UTC at which it applies; without them it always applies. */
  | { readonly kind: 'rate'; readonly count: number; readonly periodSeconds: number; readonly minutes?: Uint8Array }

/** A rule, or a part of one, that robots.txt cannot express. */
export interface Omission {
  readonly rule: Rule
  /** Reason in lower case, without a final period. */
  readonly reason: string
}
