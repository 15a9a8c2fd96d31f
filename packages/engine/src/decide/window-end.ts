import { type Condition, foldCondition, forEachTest, type Model } from '@tidegate/model'
import { isWindowOpen, nextWindowChange, type ZoneReader } from '@tidegate/values'

/** Limits of the search for the end of a window: how far ahead it looks, and how many openings and closings it examines. */
const horizonDays = 40
const maxChanges = 64

/** Finds when a rule that refuses now will stop doing so: at the first end of one of its `during` clauses. */
export interface WindowEnds {
  /** Milliseconds from `nowMs`; undefined if no clause ends within 40 days. The end of a window is searched once, then cached. */
  readonly endsIn: (rule: number, nowMs: number) => number | undefined
}

/** Creates a search that caches ends per rule. */
export function createWindowEnds(model: Model, zones: ZoneReader): WindowEnds {
  const known = new Map<number, { readonly from: number; readonly end: number | undefined }>()

  function endOf(rule: number, nowMs: number): number | undefined {
    let end: number | undefined
    for (const { source, condition } of model.rules[rule]!.guards) {
      if (source !== 'during') continue
      const own = endOfCondition(condition, nowMs)
      if (own !== undefined && (end === undefined || own < end)) end = own
    }
    return end
  }

  function endOfCondition(condition: Condition, nowMs: number): number | undefined {
    const windows = new Set<number>()
    forEachTest(condition, (test) => {
      if (test.kind === 'now-in') windows.add(test.window)
    })
    const next = new Map<number, number>()
    let at = nowMs
    for (let changes = 0; changes < maxChanges; changes++) {
      for (const window of windows) {
        if ((next.get(window) ?? -Infinity) > at) continue
        next.set(window, nextWindowChange(model.windows[window]!.spec, at, zones, horizonDays) ?? Infinity)
      }
      at = Math.min(...next.values())
      if (at - nowMs > horizonDays * 86_400_000) return undefined
      if (!isOpenAt(condition, at)) return at
    }
    return undefined
  }

  /** Evaluates tests of the time only: a `during` clause has no others. */
  function isOpenAt(condition: Condition, atMs: number): boolean {
    return foldCondition(condition, {
      constant: (holds) => holds,
      all: (parts) => parts.every(Boolean),
      any: (parts) => parts.some(Boolean),
      test: (test, wanted) =>
        test.kind !== 'now-in' || isWindowOpen(model.windows[test.window]!.spec, atMs, zones) === wanted,
    })
  }

  function endsIn(rule: number, nowMs: number): number | undefined {
    const before = known.get(rule)
    const until = before?.end ?? (before === undefined ? -Infinity : before.from + 3_600_000)
    if (before !== undefined && nowMs >= before.from && nowMs < until) {
      return before.end === undefined ? undefined : before.end - nowMs
    }
    const end = endOf(rule, nowMs)
    known.set(rule, { from: nowMs, end })
    return end === undefined ? undefined : end - nowMs
  }

  return { endsIn }
}
