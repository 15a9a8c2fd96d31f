import type { LimitState, RuleRef } from '../decision.ts'
import type { ReplyOptions } from './reply-options.ts'

/** A delay in whole seconds, rounded up, as in `Retry-After` and `t`. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}

/** The constant parts of the fields of a limit. */
interface LimitText {
  /** The name in quotes, and `;r=`. */
  readonly start: string
  /** The complete member of `RateLimit-Policy`. */
  readonly policy: string
  /** The period in `policy`, which is not constant for calendar periods. */
  readonly periodMs: number
}

/** Returns the fields for the limits that are keyed by the caller's own subject; undefined if there are none. */
export type RateLimitFields = (limits: readonly LimitState[]) => Readonly<Record<string, string>> | undefined

/**
 * Creates the function that returns the fields for the limits keyed by the caller's own subject. Limits that callers share are omitted,
 * because their state reveals the use by others, and so are limits on requests at once, which have no period. Quota is in what requests cost; `w` of a
 * calendar period is the length of the present one. The constant strings of a limit are created once and kept while its rule is in use.
 *
 * `RateLimit-Policy: "name";q=QUOTA;w=SECONDS` and `RateLimit: "name";r=REMAINING;t=SECONDS`, as in
 * draft-ietf-httpapi-ratelimit-headers-11. `t` is the time until more than `r` requests are admitted: the longest time within which a client can
 * use no more than `r` (§4.1.2, "effective window"), and the time until additional quota is available (draft-10). It is rounded up, like
 * `Retry-After`, so that a client that waits until then is admitted.
 */
export function createRateLimitFields(options: ReplyOptions): RateLimitFields {
  const isStandard = options.standardHeaders !== false
  const isLegacy = options.legacyHeaders === true
  const texts = new WeakMap<RuleRef, LimitText>()
  // WHY: the limits of a request are mostly those of the previous request, at the same indices.
  const latest: { readonly rule: RuleRef; readonly text: LimitText }[] = []

  function textAt(place: number, limit: LimitState, periodMs: number): LimitText {
    const known = latest[place]
    if (known !== undefined && known.rule === limit.rule && known.text.periodMs === periodMs) return known.text
    const text = textOf(limit, periodMs)
    // INVARIANT: `latest` has no holes, and keeps at most eight rules that are no longer in use.
    if (place <= latest.length && place < 8) latest[place] = { rule: limit.rule, text }
    return text
  }

  function textOf(limit: LimitState, periodMs: number): LimitText {
    const known = texts.get(limit.rule)
    if (known !== undefined && known.periodMs === periodMs) return known
    const name = quote(limitName(limit, options))
    const text = { start: `${name};r=`, policy: `${name};q=${limit.count};w=${wholeSeconds(periodMs)}`, periodMs }
    texts.set(limit.rule, text)
    return text
  }

  return (limits) => {
    let tightest: LimitState | undefined
    let policies = ''
    let states = ''
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i]!
      const { periodMs } = limit
      if (!limit.ownSubject || periodMs === undefined) continue
      const { start, policy } = textAt(i, limit, periodMs)
      const state = `${start}${limit.remaining};t=${wholeSeconds(limit.nextMs)}`
      policies = tightest === undefined ? policy : `${policies}, ${policy}`
      states = tightest === undefined ? state : `${states}, ${state}`
      if (tightest === undefined || isTighter(limit, tightest)) tightest = limit
    }
    if (tightest === undefined) return undefined
    if (!isLegacy) return isStandard ? { 'ratelimit-policy': policies, ratelimit: states } : undefined
    const nowMs = (options.wallMs ?? Date.now)()
    return {
      ...(isStandard && { 'ratelimit-policy': policies, ratelimit: states }),
      'x-ratelimit-limit': String(tightest.count),
      'x-ratelimit-remaining': String(tightest.remaining),
      'x-ratelimit-reset': String(wholeSeconds(nowMs + resetInMs(tightest))),
    }
  }
}

/** The name of a limit that clients see: its name in the policy, or the digest of its rule. */
export function limitName(limit: LimitState, options: ReplyOptions): string {
  const { id, name } = limit.rule
  return options.headerNames === 'opaque' || name === undefined ? id : name
}

function resetInMs(limit: LimitState): number {
  return limit.admitted ? limit.resetMs : limit.retryAfterMs
}

function isTighter(limit: LimitState, other: LimitState): boolean {
  return (
    limit.remaining < other.remaining || (limit.remaining === other.remaining && resetInMs(limit) > resetInMs(other))
  )
}

/** A String of RFC 9651 §3.3.3; characters that it cannot contain are percent-encoded. */
function quote(name: string): string {
  if (/^[ !#-[\]-~]*$/.test(name)) return `"${name}"`
  const ascii = name.replace(/[^ -~]+/gu, (run) => encodeURIComponent(run.toWellFormed()))
  return `"${ascii.replace(/["\\]/g, '\\$&')}"`
}
