import type { Rule } from '@tidegate/model'

/** What one alternative of a rule refuses, as far as robots.txt can say it. */
export interface Claim {
  readonly rule: Rule
  /** Bot sets that the client must be in, all of them. */
  readonly include: readonly number[]
  /** Bot sets that it must not be in. */
  readonly exclude: readonly number[]
  /** The client must be in some declared set. */
  readonly declared: boolean
  readonly says: Saying
}

export type Saying =
  | { readonly kind: 'paths'; readonly disallow: readonly string[]; readonly allow: readonly string[] }
  /** Minutes of the day in UTC at which the client is refused. */
  | { readonly kind: 'hours'; readonly closed: Uint8Array }
  /** `minutes`: when the limit is in force, absent: always. */
  | { readonly kind: 'rate'; readonly count: number; readonly periodSeconds: number; readonly minutes?: Uint8Array }

/** A rule, or a part of one, that robots.txt cannot say. */
export interface Unsaid {
  readonly rule: Rule
  /** Lower case, no final period. */
  readonly reason: string
}
