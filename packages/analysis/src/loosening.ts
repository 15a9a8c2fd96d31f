import type { DecisionClass, LimitClass, PolicyDiff, UnsettledRule } from './policy-diff.ts'

/** What the second of two policies may let through that the first one does not. */
export interface Loosening {
  /** Requests that were refused, and pass now. */
  readonly classes: readonly DecisionClass[]
  /** Limits that are not proved to let through at most as many requests as before: raised, removed, or changed in a way that has no order. */
  readonly limits: readonly LimitClass[]
  /** Rules for which it is not settled whether they let more through. */
  readonly unsettled: readonly UnsettledRule[]
  /** Number of differences that were not examined, because there were too many. */
  readonly more: number
}

/** Returns what the second policy of a comparison may let through that the first one does not; undefined if it is proved that there is nothing. */
export function looseningOf({ classes, limits, unsettled, more }: PolicyDiff): Loosening | undefined {
  const found = {
    classes: classes.filter(({ to }) => to.kind === 'pass'),
    limits: limits.filter(({ before, change }) => before !== undefined && change !== 'stricter'),
    unsettled,
    more,
  }
  const isProved = found.classes.length + found.limits.length + unsettled.length + more === 0
  return isProved ? undefined : found
}
