import type { LoggedDecision, LoggedEvent, LogRecord } from '@tidegate/access-logs'
import type { Reason, RuleRef } from '@tidegate/engine'
import type { Verdict } from '@tidegate/engine/simulate'
import type { Model } from '@tidegate/model'
import { createDifferenceTally, type DifferenceTally } from '../tally/difference-tally.ts'
import { clientOf } from './gates.ts'
import { unjudgedRules } from './unjudged-rules.ts'

/** How the decisions in a log differ from those of the policy now. */
export interface LoggedTally {
  /** `isOwn`: whether the decision was made by this policy with what operators had added to it then. */
  readonly add: (record: LogRecord, logged: LoggedDecision, verdict: Verdict, isOwn: boolean) => void
  /** Takes what the log says in addition to decisions: samples, and lines that are missing. */
  readonly note: (event: Exclude<LoggedEvent, LoggedDecision>) => void
  readonly missing: () => number
  readonly difference: DifferenceTally
  /** The rules of changes in the log, by the index in `Answer.rule`. */
  readonly refs: readonly RuleRef[]
  /** Number of decisions. */
  readonly decisions: () => number
  /** Number of decisions with the same outcome and status by another rule. */
  readonly byOtherRule: () => number
  /** Number of decisions that differ, but perhaps only because the log hides or lacks what they depend on. */
  readonly uncertain: () => number
  /** Number of decisions by the policy that made them: its fingerprint and name. */
  readonly policies: ReadonlyMap<string, { readonly name: string | undefined; count: number }>
  /** Rules that hidden values decide, with the number of decisions in which these were hidden. */
  readonly unjudged: () => { readonly rules: readonly number[]; readonly decisions: number }
  /** The smallest share of decisions that is logged, by outcome: 1 if all are. */
  readonly sampled: () => Readonly<Record<Verdict['outcome'], number>>
}

const maxRefs = 10_000
const maxPolicies = 1_000

/** Creates an empty tally for a policy. */
export function createLoggedTally(model: Model): LoggedTally {
  const difference = createDifferenceTally()
  const refs: RuleRef[] = []
  const indexOfRef = new Map<string, number>()
  const policies = new Map<string, { readonly name: string | undefined; count: number }>()
  const unjudgedBy = new Map<string, ReadonlySet<number>>()
  const unjudged = new Set<number>()
  const sampled = { pass: 1, block: 1, limit: 1 }
  let decisions = 0
  let byOtherRule = 0
  let uncertain = 0
  let hidden = 0
  let missing = 0

  function add(record: LogRecord, logged: LoggedDecision, verdict: Verdict, isOwn: boolean): void {
    const { result, policyName, masked } = logged
    const fingerprint = isOwn ? model.fingerprint : logged.fingerprint
    decisions++
    const { outcome } = result
    addShare(outcome, logged.sampled)
    const policy = policies.get(fingerprint)
    if (policy !== undefined) policy.count++
    else if (policies.size < maxPolicies) policies.set(fingerprint, { name: policyName, count: 1 })
    const affected = affectedBy(masked)
    if (affected.size > 0) hidden++
    const now = verdict.rule < 0 ? verdict.addedRule : model.rules[verdict.rule]!.id
    const isSame = outcome === verdict.outcome && result.status === verdict.status
    if (isSame && result.rule?.id !== now) byOtherRule++
    if (!isSame && isUncertain(logged, verdict, affected)) {
      uncertain++
      return
    }
    difference.add(record, answerOf(logged), verdict, clientOf(logged))
  }

  function note(event: Exclude<LoggedEvent, LoggedDecision>): void {
    if (event.kind === 'gap') missing += event.count
    if (event.kind !== 'policy') return
    for (const outcome of ['pass', 'block', 'limit'] as const) addShare(outcome, event.sample[outcome])
  }

  function addShare(outcome: Verdict['outcome'], share: number): void {
    sampled[outcome] = Math.min(sampled[outcome], share)
  }

  /** Whether the reason for a difference may be what the log hides or lacks. */
  function isUncertain({ result }: LoggedDecision, verdict: Verdict, affected: ReadonlySet<number>): boolean {
    if (result.reason === 'store-unavailable' || result.reason === 'counters-full') return true
    const isLimited = result.outcome === 'limit' || verdict.outcome === 'limit'
    if (isLimited && (missing > 0 || sampled.pass < 1 || sampled.limit < 1 || sampled.block < 1)) return true
    if (affected.size === 0) return false
    // A refusal by a rule that hides nothing is certain.
    return verdict.outcome !== 'block' || affected.has(verdict.rule)
  }

  function affectedBy(masked: readonly string[]): ReadonlySet<number> {
    const key = masked.join(' ')
    let affected = unjudgedBy.get(key)
    if (affected === undefined) {
      affected = unjudgedRules(model, masked)
      if (unjudgedBy.size < maxPolicies) unjudgedBy.set(key, affected)
      for (const rule of affected) unjudged.add(rule)
    }
    return affected
  }

  function answerOf({ result }: LoggedDecision): Verdict {
    const { outcome, reason, status, rule } = result
    return {
      outcome,
      reason: reason as Reason,
      status,
      rule: rule === undefined ? -1 : refOf(rule, reason),
      shadows: [],
    }
  }

  function refOf({ id, name, file, line }: LoggedDecision['result']['rule'] & {}, reason: string): number {
    const key = `${id} ${file}:${line}`
    let index = indexOfRef.get(key)
    if (index === undefined) {
      if (refs.length >= maxRefs) return -1
      index = refs.push({ kind: kindOf(reason), id, ...(name !== undefined && { name }), file, line, text: '' }) - 1
      indexOfRef.set(key, index)
    }
    return index
  }

  return {
    add,
    note,
    missing: () => missing,
    difference,
    refs,
    decisions: () => decisions,
    byOtherRule: () => byOtherRule,
    uncertain: () => uncertain,
    policies,
    unjudged: () => ({ rules: [...unjudged], decisions: hidden }),
    sampled: () => sampled,
  }
}

function kindOf(reason: string): RuleRef['kind'] {
  if (reason === 'allow-only-rule') return 'allow-only'
  return reason === 'block-rule' ? 'block' : 'limit'
}
