import type { ReplyBodies } from './reply-body.ts'

/** How refusals look, and what passing responses say of limits. */
export interface ReplyOptions {
  /**
   * `RateLimit` and `RateLimit-Policy` as in this version of draft-ietf-httpapi-ratelimit-headers; false sends none. A newer
   * draft comes under its own name, so that an update never changes what clients parse. Default `draft-10`.
   */
  readonly standardHeaders?: 'draft-10' | false
  /** `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds since 1970) of the tightest limit. Default false. */
  readonly legacyHeaders?: boolean
  /** What limits are called in headers and bodies: `public` their names in the policy, `opaque` digests. Default `public`. */
  readonly headerNames?: 'public' | 'opaque'
  /** Plugins that write refusals in other media types. Default none: JSON and plain text. */
  readonly plugins?: readonly ReplyBodies[]
  /** Source of the jitter of `Retry-After`: numbers from 0 to below 1. Default `Math.random`. */
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
