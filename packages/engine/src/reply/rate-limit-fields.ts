import type { LimitState } from '../decision.ts'
import type { ReplyOptions } from './reply-options.ts'

/** A delay as `Retry-After` and `t` write it: whole seconds, rounded up. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}

/**
 * Writes the fields that tell a caller of the limits keyed by its own subject, into `headers`; limits that others share are
 * left out, because their state tells of others. Nothing is written when no limit is left.
 *
 * `RateLimit-Policy: "name";q=QUOTA;w=SECONDS` and `RateLimit: "name";r=REMAINING;t=SECONDS`, as in draft-10; `t` of a limit that
 * refused points where `Retry-After` does (§5), else to when the whole quota is free.
 */
export function writeRateLimitFields(
  headers: Record<string, string>,
  limits: readonly LimitState[],
  options: ReplyOptions,
): void {
  const own = limits.filter((limit) => limit.ownSubject)
  const [first, ...others] = own
  if (first === undefined) return
  if (options.standardHeaders !== false) {
    const names = own.map((limit) => quote(limitName(limit, options)))
    headers['ratelimit-policy'] = own
      .map((limit, i) => `${names[i]!};q=${limit.count};w=${wholeSeconds(limit.periodMs)}`)
      .join(', ')
    headers['ratelimit'] = own
      .map((limit, i) => `${names[i]!};r=${limit.remaining};t=${wholeSeconds(freeInMs(limit))}`)
      .join(', ')
  }
  if (options.legacyHeaders === true) {
    const tightest = others.reduce((sofar, limit) => (isTighter(limit, sofar) ? limit : sofar), first)
    const nowMs = (options.wallMs ?? Date.now)()
    headers['x-ratelimit-limit'] = String(tightest.count)
    headers['x-ratelimit-remaining'] = String(tightest.remaining)
    headers['x-ratelimit-reset'] = String(wholeSeconds(nowMs + freeInMs(tightest)))
  }
}

/** What a limit is called where clients can see it: its name in the policy, or the digest of its rule. */
export function limitName(limit: LimitState, options: ReplyOptions): string {
  const { id, name } = limit.rule
  return options.headerNames === 'opaque' || name === undefined ? id : name
}

function freeInMs(limit: LimitState): number {
  return limit.admitted ? limit.resetMs : limit.retryAfterMs
}

function isTighter(limit: LimitState, other: LimitState): boolean {
  return limit.remaining < other.remaining || (limit.remaining === other.remaining && freeInMs(limit) > freeInMs(other))
}

/** A String of RFC 9651 §3.3.3; what it cannot hold is percent-encoded. */
function quote(name: string): string {
  const ascii = name.replace(/[^ -~]+/gu, (run) => encodeURIComponent(run.toWellFormed()))
  return `"${ascii.replace(/["\\]/g, '\\$&')}"`
}
