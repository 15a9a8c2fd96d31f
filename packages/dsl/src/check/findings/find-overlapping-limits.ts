import type { LimitDraft } from '../rules/draft.ts'
import type { Asked } from './overlaps/asked.ts'
import { askedOf } from './overlaps/asked-of.ts'
import { crowdOf } from './overlaps/overlap-of.ts'
import type { Findable } from './findable.ts'

interface AskingLimit extends Asked {
  readonly draft: LimitDraft
}

/** TG433: one request may be counted by more limits than the host thinks right; each of them is looked up and charged. */
export function findCrowdedLimits({ checking, limits: all }: Findable): void {
  const { limits, report, sets, facts } = checking
  const most = limits.limitsAtOnce
  const counting = withoutRepeats(all)
  if (counting.length <= most) return
  const asking = counting.map((draft): AskingLimit => {
    const conditions = draft.guards.map((guard) => guard.condition)
    return { draft, ...askedOf(conditions, sets, facts) }
  })
  const crowd = crowdOf(asking, most)
  if (crowd === undefined) return
  const together = new Set(crowd.map(({ draft }) => draft))
  const inOrder = counting.filter((draft) => together.has(draft))
  report.add('TG433', inOrder[most]!.statement.span, `${crowd.length} limits may apply to one request`, {
    help: `expected at most ${most}; guard the limits with hosts, paths, methods or addresses that exclude each other`,
    related: [{ span: inOrder[0]!.statement.span, message: 'the first of them is here' }],
  })
}

/** Limits that say the same under the same guards are one. */
function withoutRepeats(limits: readonly LimitDraft[]): readonly LimitDraft[] {
  const known = new Map<string, LimitDraft>()
  for (const limit of limits) {
    const key = JSON.stringify([limit.text, limit.guards.map(({ source, text }) => [source, text])])
    if (!known.has(key)) known.set(key, limit)
  }
  return [...known.values()]
}
