import type { Place, Span } from '@tidegate/model'
import { type Budget, createBudget, partOfBudget } from '@tidegate/values'
import type { KnownCode } from '../../codes.ts'

/** A finding that the budget did not suffice for, and the statements or entries for which it is not settled. */
export interface Unsettled {
  readonly code: KnownCode
  readonly places: readonly Place[]
}

/** The same, before places are computed. */
export interface OpenFinding {
  readonly code: KnownCode
  readonly spans: readonly Span[]
}

/** What the searches of one check did. */
export interface FindingOutcome {
  /**
   * The findings (warnings and advice, never errors) that the budget `findingSteps` did not suffice for, with the places for which they are not
   * settled. Empty for policies of usual size. TG450 reports it.
   */
  readonly unsettled: readonly Unsettled[]
  /** Steps that all findings took together: the same in every run. */
  readonly findingSteps: number
}

/**
 * The work of all searches for findings. They share one budget, counted in steps, so that the same policy has the same findings on every
 * machine. A search takes steps before it does anything that is not linear in the policy.
 */
export interface FindingWork extends Budget {
  /**
   * Yields the items of a search one by one. If the budget ends before an item, or during its turn, the item and all that follow are recorded as
   * not settled.
   */
  readonly each: <T>(items: readonly T[], spanOf: (item: T) => Span) => Generator<T>
  /**
   * Returns a budget for one question of a search, at most an eighth of all steps. If it is exhausted, so that the question stays without an
   * answer, call `unanswered`: the item whose turn it is, is not settled.
   */
  readonly question: () => Budget
  readonly unanswered: () => void
  /** Records that a finding is not settled for something. */
  readonly leaveOpen: (span: Span) => void
  /** Starts the search for the findings with these codes: it may take up to half of the steps that are left. */
  readonly begin: (codes: readonly KnownCode[]) => void
  /** Returns everything that was not settled, by code. */
  readonly unsettled: () => readonly OpenFinding[]
}

/** Creates the work of one check. */
export function createFindingWork(limit: number): FindingWork {
  const whole = createBudget(limit)
  const open = new Map<KnownCode, Set<Span>>()
  let part: Budget = whole
  let codes: readonly KnownCode[] = []
  let questions = 0

  function leaveOpen(span: Span): void {
    for (const code of codes) {
      const spans = open.get(code) ?? new Set()
      open.set(code, spans.add(span))
    }
  }

  return {
    begin: (next) => {
      codes = next
      part = partOfBudget(whole, Math.ceil((limit - whole.spent()) / 2))
    },
    spend: (steps) => part.spend(steps),
    isExhausted: () => part.isExhausted(),
    spent: () => whole.spent(),
    limit,
    each: function* <T>(items: readonly T[], spanOf: (item: T) => Span): Generator<T> {
      for (const item of items) {
        const before = questions
        if (part.spend(1)) yield item
        if (part.isExhausted() || questions > before) leaveOpen(spanOf(item))
      }
    },
    question: () => partOfBudget(part, Math.ceil(limit / 8)),
    unanswered: () => void questions++,
    leaveOpen,
    unsettled: () => [...open].map(([code, spans]) => ({ code, spans: [...spans] })),
  }
}
