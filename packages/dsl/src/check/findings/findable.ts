import type { LimitReferences } from '../assemble/limit-references.ts'
import type { Checking } from '../checking.ts'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft, LimitDraft } from '../rules/draft.ts'
import type { Logic } from './logic/logic.ts'
import type { RuleConditions } from './logic/rule-conditions.ts'

/** The input of all searches for findings. */
export interface Findable {
  readonly checking: Checking
  readonly logic: Logic
  readonly conditions: RuleConditions
  readonly references: LimitReferences
  readonly drafts: readonly Draft[]
  readonly blocks: readonly BlockDraft[]
  readonly allowOnly: readonly AllowOnlyDraft[]
  readonly limits: readonly LimitDraft[]
  readonly exemptions: readonly ExemptDraft[]
}

/** A search for one kind of finding: it reports warnings and advice, never errors. */
export type Find = (findable: Findable) => void

/** Maximum number of pairs of rules that one search compares, so that policies with thousands of rules stay fast to check. */
export const maxPairs: number = 2_000

/** Yields pairs of items, each with the earlier item first; at most `maxPairs`. */
export function* pairsOf<T>(items: readonly T[]): Generator<readonly [T, T]> {
  let left = maxPairs
  for (const [at, first] of items.entries()) {
    for (const second of items.slice(at + 1)) {
      if (left-- <= 0) return
      yield [first, second]
    }
  }
}
