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
import { findIneffectiveCosts } from './find-ineffective-costs.ts'
import { findIneffectiveExemptions } from './find-ineffective-exemptions.ts'
import { findIneffectiveReplacements } from './find-ineffective-replacements.ts'
import { findRedirectLoops } from './find-redirect-loops.ts'
import { findRedundantRules } from './find-redundant-rules.ts'
import { findIpv4OnlyAllowOnly } from './find-ipv4-only-allow-only.ts'
import { findLimitsByAddress } from './find-limits-by-address.ts'
import { findLiftedLimits } from './find-lifted-limits.ts'
import { findNeverOpenWindows } from './find-never-open-windows.ts'
import { findOptionalGuards } from './find-optional-guards.ts'
import { findRepeatedTokens } from './find-repeated-tokens.ts'
import { findRequestFacts } from './find-request-facts.ts'
import { findShortBlocks } from './find-short-blocks.ts'
import { findSpoofableExemptions } from './find-spoofable-exemptions.ts'
import { findUnknownFacts } from './find-unknown-facts.ts'
import { findUnusedDeclarations } from './find-unused-declarations.ts'
import { findUnfitClientHeader } from './find-unfit-client-header.ts'
import { findWideTrust } from './find-wide-trust.ts'
import type { Findable, Finding } from './findable.ts'
import { createFindingWork, type FindingOutcome } from './finding-work.ts'
import { reportUnsettled } from './report-unsettled.ts'
import { createLogic } from './logic/logic.ts'
import { createRuleConditions } from './logic/rule-conditions.ts'

/** Findings about declarations: reported even if rules have errors. */
const declarationFinds: readonly Finding[] = [
  { codes: ['TG411'], find: findHostBits },
  { codes: ['TG404'], find: findCoveredAddresses },
  { codes: ['TG404'], find: findRepeatedTokens },
  { codes: ['TG404'], find: findCoveredPatterns },
  { codes: ['TG405'], find: findEmptyExceptions },
  { codes: ['TG419'], find: findBrowserTokens },
  { codes: ['TG417'], find: findNeverOpenWindows },
  { codes: ['TG432'], find: findDaysWithoutTimes },
  { codes: ['TG418'], find: findDstSurprises },
  { codes: ['TG426'], find: findWideTrust },
  { codes: ['TG437'], find: findRequestFacts },
  { codes: ['TG440'], find: findUnfitClientHeader },
]

/** Findings about how rules work together: reported only for policies without errors, in which all rules are known. */
const ruleFinds: readonly Finding[] = [
  { codes: ['TG403'], find: findUnusedDeclarations },
  { codes: ['TG416'], find: findRedundantRules },
  { codes: ['TG414'], find: findAllowOnlyBlocked },
  { codes: ['TG415'], find: findEmptyIntersection },
  { codes: ['TG441'], find: findBroadBlocks },
  { codes: ['TG425'], find: findDifferingReplies },
  { codes: ['TG460'], find: findRedirectLoops },
  { codes: ['TG406'], find: findIpv4OnlyAllowOnly },
  { codes: ['TG420'], find: findSpoofableExemptions },
  { codes: ['TG429'], find: findClientChosenPasses },
  { codes: ['TG430'], find: findIneffectiveExemptions },
  { codes: ['TG424'], find: findLiftedLimits },
  { codes: ['TG431'], find: findIneffectiveReplacements },
  { codes: ['TG422', 'TG423'], find: findSubsumedLimits },
  { codes: ['TG421'], find: findClientChosenKeys },
  { codes: ['TG442'], find: findLimitsByAddress },
  { codes: ['TG433'], find: findOverlappingLimits },
  { codes: ['TG452'], find: findShortBlocks },
  { codes: ['TG453'], find: findIneffectiveCosts },
  { codes: ['TG427'], find: findUnknownFacts },
  { codes: ['TG428'], find: findOptionalGuards },
]

/** Reports findings about a valid policy: warnings and advice only. Returns the steps that they took, and what these did not suffice for. */
export function reportFindings(
  checking: Checking,
  drafts: readonly Draft[],
  references: LimitReferences,
  model: Model | undefined,
): FindingOutcome {
  const work = createFindingWork(checking.limits.findingSteps)
  const findable: Findable = {
    checking,
    work,
    logic: createLogic(checking, work),
    conditions: createRuleConditions(),
    references,
    drafts,
    blocks: drafts.filter((draft) => draft.kind === 'block'),
    allowOnly: drafts.filter((draft) => draft.kind === 'allow-only'),
    limits: drafts.filter((draft) => draft.kind === 'limit'),
    exemptions: drafts.filter((draft) => draft.kind === 'exempt'),
  }
  for (const { codes, find } of model === undefined ? declarationFinds : [...declarationFinds, ...ruleFinds]) {
    work.begin(codes)
    find(findable)
  }
  const unsettled = reportUnsettled(checking, work.unsettled())
  return { unsettled, findingSteps: work.spent() }
}
