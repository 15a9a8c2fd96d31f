import type { LimitState, RuleRef } from '../decision.ts'
import type { ReplyOptions } from './reply-options.ts'

/** A delay as `Retry-After` and `t` write it: whole seconds, rounded up. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}

/** What a limit's state says in fields: the parts that never change. */
interface LimitText {
  /** A quoted name. */
  readonly name: string
  /** The whole member of `RateLimit-Policy`. */
  readonly policy: string
}

/** The fields that tell a caller of the limits keyed by its own subject; undefined when there is nothing to tell. */
export type RateLimitFields = (limits: readonly LimitState[]) => Readonly<Record<string, string>> | undefined

/**
 * What makes the fields that tell a caller of the limits keyed by its own subject; limits that others share are left out, because
 * their state tells of others. The texts of a limit that never change are made once, for as long as its rule is in use.
 *
 * `RateLimit-Policy: "name";q=QUOTA;w=SECONDS` and `RateLimit: "name";r=REMAINING;t=SECONDS`, as in draft-10; `t` of a limit that
 * refused points where `Retry-After` does (§5), else to when the whole quota is free.
 */
export function createRateLimitFields(options: ReplyOptions): RateLimitFields {
  const isStandard = options.standardHeaders !== false
  const isLegacy = options.legacyHeaders === true
  const texts = new WeakMap<RuleRef, LimitText>()
  // WHY: the limits of one request are mostly those of the one before it, at the same places.
  const latest: { readonly rule: RuleRef; readonly text: LimitText }[] = []

  function textAt(place: number, limit: LimitState): LimitText {
    const known = latest[place]
    if (known !== undefined && known.rule === limit.rule) return known.text
    const text = textOf(limit)
    // INVARIANT: `latest` has no holes, and keeps no more than a few rules that are no longer in use.
    if (place <= latest.length && place < 8) latest[place] = { rule: limit.rule, text }
    return text
  }

  function textOf(limit: LimitState): LimitText {
    const known = texts.get(limit.rule)
    if (known !== undefined) return known
    const name = quote(limitName(limit, options))
    const text = { name, policy: `${name};q=${limit.count};w=${wholeSeconds(limit.periodMs)}` }
    texts.set(limit.rule, text)
    return text
  }

  return (limits) => {
    let tightest: LimitState | undefined
    let policies = ''
    let states = ''
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i]!
      if (!limit.ownSubject) continue
      const { name, policy } = textAt(i, limit)
      const state = `${name};r=${limit.remaining};t=${wholeSeconds(freeInMs(limit))}`
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
      'x-ratelimit-reset': String(wholeSeconds(nowMs + freeInMs(tightest))),
    }
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
