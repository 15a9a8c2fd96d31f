import { costCasesOf, type DraftCostCase, type LimitDraft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'
import { both } from './logic/rule-conditions.ts'

/** TG453: a cost that no request has: its condition is never true, or another cost is at least as high whenever it is true. */
export function findIneffectiveCosts(findable: Findable): void {
  const { checking, work, limits } = findable
  for (const limit of work.each(limits, ({ statement }) => statement.span)) {
    for (const [at, each] of costCasesOf(limit).entries()) {
      const reason = reasonOf(findable, limit, at, each)
      if (reason !== undefined) checking.report.add('TG453', each.span, reason)
    }
  }
}

function reasonOf(
  { work, logic, conditions }: Findable,
  limit: LimitDraft,
  at: number,
  { places, condition }: DraftCostCase,
): string | undefined {
  // INVARIANT: the highest cost comes first.
  const cases = costCasesOf(limit)
  if (places === 1 && cases.at(-1)?.places !== 0) return 'this cost has no effect: a request costs 1 without it'
  const applies = both(conditions.inForce(limit), condition)
  if (logic.canHold(applies) === false)
    return 'this cost has no effect: no request that the limit counts meets its condition'
  for (const higher of cases.slice(0, at)) {
    if (!work.spend(1)) return undefined
    if (logic.implies(applies, higher.condition) !== true) continue
    const same = higher.places === places ? 'too' : `and costs ${higher.places}`
    return `this cost has no effect: every such request meets \`if ${higher.text}\`, ${same}`
  }
  return undefined
}
