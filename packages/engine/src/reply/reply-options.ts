import type { ReplyBodies } from './reply-body.ts'

/** The form of refusals, and the RateLimit fields of other responses. */
export interface ReplyOptions {
  /**
   * The version of draft-ietf-httpapi-ratelimit-headers for `RateLimit` and `RateLimit-Policy`; false sends neither. Newer drafts get
   * values of their own, so that an update never changes what clients parse. Default `draft-10`.
   */
  readonly standardHeaders?: 'draft-10' | false
  /** Sends `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds since 1970) of the tightest limit. Default false. */
  readonly legacyHeaders?: boolean
  /** Names of limits in headers and bodies: `public` uses their names in the policy, `opaque` digests. Default `public`. */
  readonly headerNames?: 'public' | 'opaque'
  /** Plugins that write refusals in other media types. Default none: JSON and plain text. */
  readonly plugins?: readonly ReplyBodies[]
  /** Source of the jitter of `Retry-After`: returns a number from 0 (inclusive) to 1 (exclusive). Default `Math.random`. */
  readonly random?: () => number
  /** Wall clock in milliseconds, for `X-RateLimit-Reset`. Default `Date.now`. */
  readonly wallMs?: () => number
}

/** Names of all reply options. */
export const replyOptionNames: readonly (keyof ReplyOptions)[] = [
  'standardHeaders',
  'legacyHeaders',
  'headerNames',
  'plugins',
  'random',
  'wallMs',
]
