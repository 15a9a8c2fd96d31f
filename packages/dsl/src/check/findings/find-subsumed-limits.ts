import type { LimitDraft } from '../rules/draft.ts'
import { type Findable, maxPairs } from './findable.ts'
import { callRule } from './logic/rule-conditions.ts'

const maxSteps = 32

/**
 * Limits that never matter because another one of the same key is reached first. TG422: the other one holds for more clients,
 * so that this was probably meant to replace it. TG423: both hold for the same clients.
 */
export function findDominatedLimits({ checking, logic, conditions, limits, references }: Findable): void {
  let left = maxPairs
  const idle = new Set<LimitDraft>()
  const alike = byWhatTheyCount(limits)
  for (const limit of limits) {
    for (const other of alike.get(countedBy(limit)) ?? []) {
      if (left-- <= 0) return
      if (other === limit || idle.has(other) || !isStricter(other, limit)) continue
      if (replacesSomehow(limit, other, references.replaces)) continue
      if (logic.implies(conditions.inForce(limit), conditions.inForce(other)) !== true) continue
      idle.add(limit)
      report(limit, other, logic.implies(conditions.inForce(other), conditions.inForce(limit)) === true)
      break
    }
  }

  function report(limit: LimitDraft, other: LimitDraft, same: boolean): void {
    const related = [{ span: other.statement.span, message: 'this limit is reached first' }]
    const message = `the limit is never reached: ${callRule(other)} counts the same requests and allows no more of them`
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

/** Whom a limit counts together, and what of them; only limits that agree in it can make each other idle. */
function countedBy({ key, countingReplies }: LimitDraft): string {
  return JSON.stringify([key, countingReplies])
}

function byWhatTheyCount(limits: readonly LimitDraft[]): ReadonlyMap<string, readonly LimitDraft[]> {
  const groups = new Map<string, LimitDraft[]>()
  for (const limit of limits) {
    const key = countedBy(limit)
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push(limit)
  }
  return groups
}

/** Whether `a` stops every client at the latest when `b` would: what `b` admits in its period, `a` does not admit in a longer one. */
function isStricter(a: LimitDraft, b: LimitDraft): boolean {
  if (a.shadow || a.burst !== undefined || b.burst !== undefined) return false
  // A request that is refused counts for `b` and not for `a`: `b` may be reached all the same.
  if (b.includingRefused && !a.includingRefused) return false
  if (b.shadow) return false
  return a.count <= b.count && a.periodMs >= b.periodMs
}

/** Whether one replaces the other, directly or over others: then both are not in force together. */
function replacesSomehow(a: LimitDraft, b: LimitDraft, replaces: ReadonlyMap<LimitDraft, LimitDraft>): boolean {
  return reaches(a, b, replaces) || reaches(b, a, replaces)
}

/** Whether `to` is replaced by `from`, over others where need be; long rows of limits that replace each other count as if it were. */
function reaches(from: LimitDraft, to: LimitDraft, replaces: ReadonlyMap<LimitDraft, LimitDraft>): boolean {
  let steps = 0
  for (let at = replaces.get(from); at !== undefined; at = replaces.get(at)) {
    if (at === to || ++steps > maxSteps) return true
  }
  return false
}
