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
  let tightest: LimitState | undefined
  let policies = ''
  let states = ''
  for (const limit of limits) {
    if (!limit.ownSubject) continue
    if (tightest === undefined || isTighter(limit, tightest)) tightest = limit
    if (options.standardHeaders === false) continue
    const separator = policies === '' ? '' : ', '
    const name = quote(limitName(limit, options))
    policies += `${separator}${name};q=${limit.count};w=${wholeSeconds(limit.periodMs)}`
    states += `${separator}${name};r=${limit.remaining};t=${wholeSeconds(freeInMs(limit))}`
  }
  if (tightest === undefined) return
  if (options.standardHeaders !== false) {
    headers['ratelimit-policy'] = policies
    headers['ratelimit'] = states
  }
  if (options.legacyHeaders === true) {
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
  if (/^[ !#-[\]-~]*$/.test(name)) return `"${name}"`
  const ascii = name.replace(/[^ -~]+/gu, (run) => encodeURIComponent(run.toWellFormed()))
  return `"${ascii.replace(/["\\]/g, '\\$&')}"`
}
