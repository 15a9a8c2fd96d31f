import type { LimitDraft } from '../rules/draft.ts'
import type { Requirements } from './overlaps/requirements.ts'
import { requirementsOf } from './overlaps/requirements-of.ts'
import { overlapOf } from './overlaps/overlap-of.ts'
import type { Findable } from './findable.ts'

interface LimitWithRequirements extends Requirements {
  readonly draft: LimitDraft
}

/** TG433: more limits than the host allows may count the same request; each of them must be looked up and updated. */
export function findOverlappingLimits({ checking, limits: all }: Findable): void {
  const { limits, report, sets, facts } = checking
  const max = limits.limitsAtOnce
  const counting = withoutRepeats(all)
  if (counting.length <= max) return
  const candidates = counting.map((draft): LimitWithRequirements => {
    const conditions = draft.guards.map((guard) => guard.condition)
    return { draft, ...requirementsOf(conditions, sets, facts) }
  })
  const overlap = overlapOf(candidates, max)
  if (overlap === undefined) return
  const together = new Set(overlap.map(({ draft }) => draft))
  const inOrder = counting.filter((draft) => together.has(draft))
  report.add('TG433', inOrder[max]!.statement.span, `${overlap.length} limits may apply to one request`, {
    help: `expected at most ${max}; guard the limits with hosts, paths, methods or addresses that exclude each other`,
    related: [{ span: inOrder[0]!.statement.span, message: 'the first of them is here' }],
  })
}

/** Removes limits that are equal to another one and have the same guards. */
function withoutRepeats(limits: readonly LimitDraft[]): readonly LimitDraft[] {
  const known = new Map<string, LimitDraft>()
  for (const limit of limits) {
    const key = JSON.stringify([limit.text, limit.guards.map(({ source, text }) => [source, text])])
    if (!known.has(key)) known.set(key, limit)
  }
  return [...known.values()]
}
