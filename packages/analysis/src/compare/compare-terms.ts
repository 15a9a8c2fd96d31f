import type { LimitPeriod } from '@tidegate/model'
import type { LimitChange, LimitTerms } from '../outcome.ts'

/** How one part of the terms has changed; undefined if neither is known. */
type PartChange = LimitChange | 'same' | undefined

/**
 * How a limit has changed, if that follows from its terms alone; undefined if it does not, or if only its reply has changed.
 *
 * The terms are compared by their guarantee: the most requests that can pass in any length of time.
 */
export function compareTerms(before: LimitTerms, after: LimitTerms): LimitChange | undefined {
  if (before.key !== after.key || String(before.countingReplies) !== String(after.countingReplies)) return undefined
  const changes: readonly PartChange[] = [
    ordered(before.count, after.count, 'looser'),
    changeOfPeriod(before.period, after.period),
    changeOfCost(before, after),
    changeOfBlock(before, after),
    before.includingRefused === after.includingRefused ? 'same' : after.includingRefused ? 'stricter' : 'looser',
  ]
  const real = new Set(changes.filter((change) => change !== 'same'))
  const [change] = real
  return real.size === 1 ? change : undefined
}

/** `more`: what a larger number means. */
function ordered(before: number, after: number, more: LimitChange): PartChange {
  if (before === after) return 'same'
  return after > before ? more : opposite[more]
}

const opposite = { stricter: 'looser', looser: 'stricter' } as const

function changeOfPeriod(before: LimitPeriod, after: LimitPeriod): PartChange {
  switch (before.kind) {
    case 'at-once':
      return after.kind === 'at-once' ? 'same' : undefined
    case 'calendar':
      if (after.kind === 'at-once') return undefined
      // In any time of a period that is as long as the longest unit, a calendar admits its number at least once, and twice around its beginning.
      if (after.kind === 'sliding') return isAtLeastUnit(after, before.unit) ? 'stricter' : undefined
      return before.unit === after.unit && before.zone === after.zone ? 'same' : undefined
    case 'sliding': {
      if (after.kind === 'at-once') return undefined
      if (after.kind === 'calendar') return isAtLeastUnit(before, after.unit) ? 'looser' : undefined
      if (before.burst !== after.burst) {
        const isRate = before.burst !== undefined && after.burst !== undefined && before.periodMs === after.periodMs
        return isRate ? ordered(before.burst, after.burst, 'looser') : undefined
      }
      return ordered(before.periodMs, after.periodMs, 'stricter')
    }
  }
}

const hourMs = 3_600_000

/** The longest that each unit can be: a clock that is put back lengthens every unit by at most an hour, a day in a zone that moves to another date line by less than two. */
const longestMs: Readonly<Record<Extract<LimitPeriod, { kind: 'calendar' }>['unit'], number>> = {
  minute: 60_000 + hourMs,
  hour: 2 * hourMs,
  day: 48 * hourMs,
  week: 8 * 24 * hourMs,
  month: 32 * 24 * hourMs,
}

function isAtLeastUnit(
  { periodMs, burst }: Extract<LimitPeriod, { kind: 'sliding' }>,
  unit: keyof typeof longestMs,
): boolean {
  return burst === undefined && periodMs >= longestMs[unit]
}

/** A fact can be any number, so that only the same fact is comparable. */
function changeOfCost({ cost: before = 1 }: LimitTerms, { cost: after = 1 }: LimitTerms): PartChange {
  if (typeof before === 'number' && typeof after === 'number') return ordered(before, after, 'stricter')
  return before === after ? 'same' : undefined
}

/**
 * After a block, counting starts from zero. WHY undefined for a block that is shorter than the period: more could pass than without it.
 */
function changeOfBlock(before: LimitTerms, after: LimitTerms): PartChange {
  if (before.blockMs === after.blockMs) return 'same'
  const isLong = [before, after].every(({ period, blockMs }) => {
    if (blockMs === undefined) return true
    return period.kind === 'sliding' && period.burst === undefined && blockMs >= period.periodMs
  })
  return isLong ? ordered(before.blockMs ?? 0, after.blockMs ?? 0, 'stricter') : undefined
}
