import type { Model } from '@tidegate/model'
import type { LimitReferences } from '../assemble/limit-references.ts'
import type { Checking } from '../checking.ts'
import type { Draft } from '../rules/draft.ts'
import { findAllowOnlyBlocked } from './find-allow-only-blocked.ts'
import { findBroadBlocks } from './find-broad-blocks.ts'
import { findBrowserTokens } from './find-browser-tokens.ts'
import { findClientChosenKeys } from './find-client-chosen-keys.ts'
import { findClientChosenPasses } from './find-client-chosen-passes.ts'
import { findCoveredAddresses } from './find-covered-addresses.ts'
import { findCoveredPatterns } from './find-covered-patterns.ts'
import { findOverlappingLimits } from './find-overlapping-limits.ts'
import { findDaysWithoutTimes } from './find-days-without-times.ts'
import { findDifferingReplies } from './find-differing-replies.ts'
import { findSubsumedLimits } from './find-subsumed-limits.ts'
import { findDstSurprises } from './find-dst-surprises.ts'
import { findEmptyExceptions } from './find-empty-exceptions.ts'
import { findEmptyIntersection } from './find-empty-intersection.ts'
import { findHostBits } from './find-host-bits.ts'
import { findIneffectiveExemptions } from './find-ineffective-exemptions.ts'
import { findIneffectiveReplacements } from './find-ineffective-replacements.ts'
import { findRedundantRules } from './find-redundant-rules.ts'
import { findIpv4OnlyAllowOnly } from './find-ipv4-only-allow-only.ts'
import { findLimitsByAddress } from './find-limits-by-address.ts'
import { findLiftedLimits } from './find-lifted-limits.ts'
import { findNeverOpenWindows } from './find-never-open-windows.ts'
import { findOptionalGuards } from './find-optional-guards.ts'
import { findRepeatedTokens } from './find-repeated-tokens.ts'
import { findRequestFacts } from './find-request-facts.ts'
import { findSpoofableExemptions } from './find-spoofable-exemptions.ts'
import { findUnknownFacts } from './find-unknown-facts.ts'
import { findUnusedDeclarations } from './find-unused-declarations.ts'
import { findUnfitClientHeader } from './find-unfit-client-header.ts'
import { findWideTrust } from './find-wide-trust.ts'
import type { Find, Findable } from './findable.ts'
import { createLogic } from './logic/logic.ts'
import { createRuleConditions } from './logic/rule-conditions.ts'

/** Findings about declarations: reported even if rules have errors. */
const declarationFinds: readonly Find[] = [
  findHostBits,
  findCoveredAddresses,
  findRepeatedTokens,
  findCoveredPatterns,
  findEmptyExceptions,
  findBrowserTokens,
  findNeverOpenWindows,
  findDaysWithoutTimes,
  findDstSurprises,
  findWideTrust,
  findRequestFacts,
  findUnfitClientHeader,
]

/** Findings about how rules work together: reported only for policies without errors, in which all rules are known. */
const ruleFinds: readonly Find[] = [
  findUnusedDeclarations,
  findRedundantRules,
  findAllowOnlyBlocked,
  findEmptyIntersection,
  findBroadBlocks,
  findDifferingReplies,
  findIpv4OnlyAllowOnly,
  findSpoofableExemptions,
  findClientChosenPasses,
  findIneffectiveExemptions,
  findLiftedLimits,
  findIneffectiveReplacements,
  findSubsumedLimits,
  findClientChosenKeys,
  findLimitsByAddress,
  findOverlappingLimits,
  findUnknownFacts,
  findOptionalGuards,
]

/** Reports findings about a valid policy: warnings and advice only. */
export function reportFindings(
  checking: Checking,
  drafts: readonly Draft[],
  references: LimitReferences,
  model: Model | undefined,
): void {
  const findable: Findable = {
    checking,
    logic: createLogic(checking),
    conditions: createRuleConditions(),
    references,
    drafts,
    blocks: drafts.filter((draft) => draft.kind === 'block'),
    allowOnly: drafts.filter((draft) => draft.kind === 'allow-only'),
    limits: drafts.filter((draft) => draft.kind === 'limit'),
    exemptions: drafts.filter((draft) => draft.kind === 'exempt'),
  }
  for (const find of declarationFinds) find(findable)
  if (model === undefined) return
  for (const find of ruleFinds) find(findable)
}
