import type { Model } from '@tidegate/model'
import { createBudget } from '@tidegate/values'
import { compareClientIps } from './report/compare-client-ips.ts'
import { compareTerms } from './compare/compare-terms.ts'
import type { UnsettledLine } from './compare/compare-effects.ts'
import { compareLimits, readEffect } from './compare/compare-limits.ts'
import { compareShadowExemptions, compareShadowRefusals, hasShadowExemption } from './compare/compare-shadows.ts'
import { compareSides, type EffectOf, alignPolicies, type AlignedPolicies } from './compare/align-policies.ts'
import { type LimitPair, matchLimits } from './compare/match-limits.ts'
import type { Outcome } from './outcome.ts'
import type { DecisionClass, DiffNote, LimitClass, PolicyDiff, UnsettledRule } from './policy-diff.ts'
import { outcomeKey, outcomeOf } from './compare/prepared-model.ts'
import { propositionText } from './logic/proposition.ts'
import { reportClasses, type ReportedClass } from './report/report-classes.ts'
import type { Side } from './side.ts'
import { shadowNotes } from './report/shadow-notes.ts'

/** How long to search for differences, and how many to report. */
export interface DiffOptions {
  /** The moment from which example requests are searched (ms since 1970); the answer never depends on it. */
  readonly nowMs: number
  /** Maximum number of steps; 25,000 to 200,000 of them take a second. Default 200,000. */
  readonly budget?: number
  /** Maximum number of classes that are reported, for decisions and for each kind of limit. Default 100. */
  readonly maxClasses?: number
  /** Called periodically with the number of steps taken. */
  readonly progress?: (steps: number) => void
}

const defaultBudget = 200_000
const defaultMaxClasses = 100

/**
 * Returns what two checked policies decide differently, over all possible requests: which requests are refused or let through, with
 * which status and reply text, and which limits count them. Names, log levels and the order of rules are not compared. Counters are
 * assumed to be empty. Paths with several readings, such as `/a%2Fb`, are not considered, and neither are hosts that decide ambiguous paths by
 * their raw text: where a policy does not refuse the former, it decides them like the decoded path.
 *
 * `equal` is proved, and `different` comes with requests that both interpreters confirm. If neither can be established within the
 * budget, the answer is `not-settled` and the rules are listed. Rules that are the same in both policies cost next to nothing.
 * Never throws for checked models.
 */
export function diffPolicies(a: Model, b: Model, options: DiffOptions): PolicyDiff {
  const { nowMs, budget = defaultBudget, maxClasses = defaultMaxClasses, progress } = options
  const sides = alignPolicies(a, b, nowMs, createBudget(budget, progress))
  const unsettled: UnsettledRule[] = []
  let unconfirmed = 0
  let more = 0

  const compared = compareSides(sides, sides.refusals.a, sides.refusals.b, passes, refusalEffect(sides))
  const refusals = reportClasses(sides, compared, refusalEffect(sides), maxClasses, rankOf)
  unsettled.push(...unsettledRules(sides, compared.unsettled))
  unconfirmed += refusals.unconfirmed
  more += refusals.more
  const classes = refusals.classes.map(decisionClass)

  const limits: LimitClass[] = []
  const notes: DiffNote[] = []
  for (const shadow of [false, true]) {
    for (const pair of pairsOfLimits(sides, shadow)) {
      const compare = compareLimits(sides, pair)
      const reported = reportClasses(
        sides,
        compare,
        compare.effectOf,
        maxClasses - (shadow ? 0 : limits.length),
        () => 0,
      )
      const found = reported.classes.map((each) => limitClass(sides, pair, each))
      unconfirmed += shadow ? 0 : reported.unconfirmed
      if (shadow) {
        notes.push(...found.map(shadowNotes.limit))
        notes.push(...unsettledRules(sides, compare.unsettled).map(shadowNotes.unsettled))
      } else {
        limits.push(...found)
        more += reported.more
        unsettled.push(...unsettledRules(sides, compare.unsettled))
        notes.push(...renamed(sides, pair))
      }
      if (!hasShadowExemption(sides, pair)) continue
      const exemptions = compareShadowExemptions(sides, pair)
      const { classes: noted } = reportClasses(sides, exemptions, exemptions.effectOf, maxClasses, () => 0)
      notes.push(...noted.map((each) => shadowNotes.exemption(each, limitName(sides, pair))))
      notes.push(...unsettledRules(sides, exemptions.unsettled).map(shadowNotes.unsettled))
    }
  }
  for (const shadow of compareShadowRefusals(sides)) {
    const { classes: noted } = reportClasses(sides, shadow, shadow.effectOf, maxClasses, () => 0)
    notes.push(...noted.map((each) => shadowNotes.refusal(each, JSON.parse(shadow.about) as Outcome)))
    notes.push(...unsettledRules(sides, shadow.unsettled).map(shadowNotes.unsettled))
  }
  const clients = compareClientIps(sides, nowMs)
  if (clients.found !== undefined) classes.push(clients.found)
  unsettled.push(...clients.unsettled)
  if (unconfirmed > 0) unsettled.push({ why: 'no-request', text: 'examples that only the compiled plan confirms' })

  const isDifferent = classes.length > 0 || limits.length > 0
  return {
    version: 1,
    answer: isDifferent ? 'different' : unsettled.length > 0 ? 'not-settled' : 'equal',
    classes,
    limits,
    more,
    notes,
    unsettled,
    steps: sides.budget.spent(),
    budget,
  }
}

const passes = outcomeKey({ kind: 'pass' })

function refusalEffect(sides: AlignedPolicies): EffectOf {
  return (side, judgement) => {
    switch (judgement.kind) {
      case 'unreadable':
        return undefined
      case 'fact-missing':
        return outcomeKey({ kind: 'fact-missing' })
      case 'judged': {
        const { refused } = judgement.judged
        return refused === undefined ? passes : outcomeKey(outcomeOf(sides[side].model.rules[refused.rule]!))
      }
    }
  }
}

/** First requests that are now let in, then requests that are now refused, then requests that are refused in another way. */
function rankOf({ from, to }: { readonly from: string; readonly to: string }): number {
  return to === passes ? 0 : from === passes ? 1 : 2
}

function decisionClass({ from, to, where, all, witness }: ReportedClass): DecisionClass {
  return { from: JSON.parse(from) as Outcome, to: JSON.parse(to) as Outcome, where, all, witness }
}

function limitClass(
  sides: AlignedPolicies,
  pair: LimitPair,
  { from, to, where, all, witness }: ReportedClass,
): LimitClass {
  const [before, after] = [readEffect(from), readEffect(to)]
  const isOtherBot = before !== undefined && after !== undefined && before.bot !== after.bot
  const words = isOtherBot ? [`counted as ${before?.bot ?? 'another bot'} → ${after?.bot ?? 'another bot'}`] : []
  const change =
    before === undefined || after === undefined || isOtherBot ? undefined : compareTerms(before.terms, after.terms)
  return {
    limit: limitName(sides, pair),
    in: (['a', 'b'] as const).filter((side) => pair[side] !== undefined),
    ...(before !== undefined && { before: before.terms }),
    ...(after !== undefined && { after: after.terms }),
    ...(change !== undefined && { change }),
    where: [...where, ...words],
    all,
    witness,
  }
}

function limitName(sides: AlignedPolicies, pair: LimitPair): string {
  const side: Side = pair.b === undefined ? 'a' : 'b'
  const rule = sides[side].model.rules[pair[side]!]!
  return rule.name ?? rule.text
}

function pairsOfLimits(sides: AlignedPolicies, shadow: boolean): readonly LimitPair[] {
  const conditionKey = (side: Side) => (rule: number) => {
    const [entry] = sides.list([{ condition: sides[side].ruleConditions[rule]!, effect: '' }], '-').entries
    return entry === undefined ? propositionText(sides[side].ruleConditions[rule]!) : entry.key
  }
  return matchLimits(sides.a.model, sides.b.model, shadow, { a: conditionKey('a'), b: conditionKey('b') })
}

/**
 * A note about a limit that differs only in its identity: its counters start from zero when the second policy replaces the first.
 */
function renamed(sides: AlignedPolicies, { a, b }: LimitPair): readonly DiffNote[] {
  if (a === undefined || b === undefined) return []
  const [before, after] = [sides.a.model.rules[a]!, sides.b.model.rules[b]!]
  if (before.kind !== 'limit' || after.kind !== 'limit' || before.identity === after.identity) return []
  const text = `${before.name ?? before.text} is ${after.name ?? after.text}: its counters start from zero`
  return [{ kind: 'limit-renamed', text, where: [] }]
}

function unsettledRules(sides: AlignedPolicies, found: readonly UnsettledLine[]): readonly UnsettledRule[] {
  return found.map(({ side, rule, reason: why }) => {
    if (rule === undefined) return { side, why, text: 'required facts' }
    const { text, place } = sides[side].model.rules[rule]!
    return { side, why, text, file: place.file, line: place.line }
  })
}
