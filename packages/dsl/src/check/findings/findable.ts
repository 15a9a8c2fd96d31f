import type { Span } from '@tidegate/model'
import type { KnownCode } from '../../codes.ts'
import type { LimitReferences } from '../assemble/limit-references.ts'
import type { Checking } from '../checking.ts'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft, LimitDraft } from '../rules/draft.ts'
import type { FindingWork } from './finding-work.ts'
import type { Logic } from './logic/logic.ts'
import type { RuleConditions } from './logic/rule-conditions.ts'

/** The input of all searches for findings. */
export interface Findable {
  readonly checking: Checking
  /** The budget that all searches share. */
  readonly work: FindingWork
  readonly logic: Logic
  readonly conditions: RuleConditions
  readonly references: LimitReferences
  readonly drafts: readonly Draft[]
  readonly blocks: readonly BlockDraft[]
  readonly allowOnly: readonly AllowOnlyDraft[]
  readonly limits: readonly LimitDraft[]
  readonly exemptions: readonly ExemptDraft[]
}

/**
 * A search for one kind of finding: it reports warnings and advice, never errors. What it does for each rule must be linear, or taken from
 * `work`: the functions of `logic`, and comparisons of patterns that are given `work`, take their steps from it.
 */
export type Find = (findable: Findable) => void

/** A search, and the codes of its findings. */
export interface Finding {
  readonly codes: readonly KnownCode[]
  readonly find: Find
}

/** Yields pairs of items, each with the earlier item first, as long as the budget lasts; the items without all their pairs are not settled. */
export function* pairsOf<T>(
  work: FindingWork,
  items: readonly T[],
  spanOf: (item: T) => Span,
): Generator<readonly [T, T]> {
  const places = new Map(items.map((item, at) => [item, at]))
  for (const second of work.each(items, spanOf)) {
    const at = places.get(second) ?? 0
    for (let before = 0; before < at && work.spend(1); before++) yield [items[before] as T, second]
  }
}
