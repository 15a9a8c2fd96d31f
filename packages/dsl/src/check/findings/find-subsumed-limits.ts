import type { LimitPeriod } from '@tidegate/model'
import type { LimitDraft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'
import { describeRule } from './logic/rule-conditions.ts'

const maxSteps = 32

/**
 * Limits without effect because another limit with the same key is reached first. TG422: the other limit applies to more
 * requests, so this one was probably meant to replace it. TG423: both apply to the same requests.
 */
export function findSubsumedLimits({ checking, work, logic, conditions, limits, references }: Findable): void {
  const redundant = new Set<LimitDraft>()
  const groups = groupByCounted(limits)
  for (const limit of work.each(limits, ({ statement }) => statement.span)) {
    for (const other of groups.get(countedBy(limit)) ?? []) {
      if (!work.spend(1)) break
      if (other === limit || redundant.has(other) || !isStricter(other, limit)) continue
      if (isReplacement(limit, other, references.replaces)) continue
      if (logic.implies(conditions.inForce(limit), conditions.inForce(other)) !== true) continue
      redundant.add(limit)
      report(limit, other, logic.implies(conditions.inForce(other), conditions.inForce(limit)) === true)
      break
    }
  }

  function report(limit: LimitDraft, other: LimitDraft, same: boolean): void {
    const related = [{ span: other.statement.span, message: 'this limit is reached first' }]
    const message = `the limit is never reached: ${describeRule(other)} counts the same requests and allows no more of them`
    const { name } = other
    const how =
      name === undefined
        ? 'give that limit a name, and refer to it with `replaces`'
        : `write \`replaces "${name.text}"\``
    if (same) checking.report.add('TG423', limit.statement.span, message, { related })
    else
      checking.report.add('TG422', limit.statement.span, message, {
        related,
        help: `a request must pass all limits in force; ${how}`,
      })
  }
}

/** Returns a key for what a limit counts; one limit can subsume another only if their keys are equal. */
function countedBy({ key, countingReplies }: LimitDraft): string {
  return JSON.stringify([key, countingReplies])
}

function groupByCounted(limits: readonly LimitDraft[]): ReadonlyMap<string, readonly LimitDraft[]> {
  const groups = new Map<string, LimitDraft[]>()
  for (const limit of limits) {
    const key = countedBy(limit)
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push(limit)
  }
  return groups
}

/** Whether `a` refuses every request that `b` would refuse: it allows no more requests, in a period at least as long. */
function isStricter(a: LimitDraft, b: LimitDraft): boolean {
  if (a.shadow || b.shadow) return false
  // A request may cost more of `b`, and after a block `a` counts from zero.
  if (a.cost !== undefined || b.cost !== undefined || a.blockMs !== undefined) return false
  // Refused requests count for `b` but not for `a`, so that `b` may be reached first.
  if (b.includingRefused && !a.includingRefused) return false
  return a.count <= b.count && isAtLeastAsLong(a.period, b.period)
}

function isAtLeastAsLong(a: LimitPeriod, b: LimitPeriod): boolean {
  switch (a.kind) {
    case 'sliding':
      return a.burst === undefined && b.kind === 'sliding' && b.burst === undefined && a.periodMs >= b.periodMs
    case 'calendar':
      return b.kind === 'calendar' && a.unit === b.unit && a.zone === b.zone
    case 'at-once':
      return b.kind === 'at-once'
  }
}

/** Whether one limit replaces the other, directly or indirectly, so that the two are not in force together. */
function isReplacement(a: LimitDraft, b: LimitDraft, replaces: ReadonlyMap<LimitDraft, LimitDraft>): boolean {
  return reaches(a, b, replaces) || reaches(b, a, replaces)
}

/** Whether `from` replaces `to`, directly or indirectly; for a very long chain of replacements, the result is true. */
function reaches(from: LimitDraft, to: LimitDraft, replaces: ReadonlyMap<LimitDraft, LimitDraft>): boolean {
  let steps = 0
  for (let at = replaces.get(from); at !== undefined; at = replaces.get(at)) {
    if (at === to || ++steps > maxSteps) return true
  }
  return false
}
