import { type AppliedLimit, type ExemptRule, type Judged, type KeyValue, logLevels, type Model } from '@tidegate/model'
import { type Hits, noLimits, noRules, nothingSaid } from './hits.ts'
import { type RuleFacts, ruleKinds } from './rule-facts.ts'

/**
 * Hits of a model of at most 32 rules, which most have: a set of rules is a number.
 *
 * INVARIANT: gives what `createHits` gives.
 */
export function createWordHits(model: Model, rules: RuleFacts, keyOf: (rule: number) => readonly KeyValue[]): Hits {
  const { kinds, shadow, ranks, severities, replaces } = rules
  const ofKind = (kind: number): number => setOf(kinds, (each) => each === kind)
  const shadows = setOf(shadow, (each) => each === 1)
  const blocks = ofKind(ruleKinds.block)
  const allowOnly = ofKind(ruleKinds['allow-only'])
  const exemptions = ofKind(ruleKinds.exempt)
  const limits = ofKind(ruleKinds.limit)
  const replacing = setOf(replaces, (replaced) => replaced >= 0)
  const lifts = model.rules.map((rule) => (rule.kind === 'exempt' ? liftsOf(rule) : 0))
  let hits = 0
  let firm = 0

  function judge(): Judged {
    if (hits === 0) return nothingSaid
    return refuse('block', blocks) ?? refuse('allow-only', allowOnly) ?? limit()
  }

  function refuse(stage: 'block' | 'allow-only', rulesOfStage: number): Judged | undefined {
    const refusing = hits & rulesOfStage & ~shadows
    if (refusing === 0) return undefined
    let best = -1
    let severity = -1
    for (let left = refusing; left !== 0; left &= left - 1) {
      const rule = lowest(left)
      if (best < 0 || ranks[rule]! < ranks[best]!) best = rule
      if (severities[rule]! > severity) severity = severities[rule]!
    }
    const log = logLevels[severity]
    const refused = log === undefined ? { stage, rule: best } : { stage, rule: best, log }
    const would = rulesIn(hits & shadows & (blocks | allowOnly))
    return { refused, limits: noLimits, shadows: would, replaced: noRules, exempted: noRules }
  }

  function limit(): Judged {
    let replaced = 0
    let exempted = 0
    for (let left = hits & ~shadows & (exemptions | (replacing & firm)); left !== 0; left &= left - 1) {
      const rule = lowest(left)
      if (replaces[rule]! >= 0) replaced |= 1 << replaces[rule]!
      else exempted |= lifts[rule]!
    }
    replaced &= hits
    exempted &= hits & ~replaced
    const standing = hits & limits & ~(replaced | exempted)
    const applied: AppliedLimit[] = []
    for (let left = standing; left !== 0; left &= left - 1) {
      const rule = lowest(left)
      applied.push({ rule, key: keyOf(rule) })
    }
    return {
      limits: applied,
      shadows: (hits & shadows) === 0 ? noRules : shadowsBeside(standing),
      replaced: rulesIn(replaced & limits),
      exempted: rulesIn(exempted & limits),
    }
  }

  /** A shadow exemption only tells of limits that apply. */
  function shadowsBeside(standing: number): readonly number[] {
    return rulesIn(hits & shadows & ~limits).filter(
      (rule) => ((exemptions >>> rule) & 1) === 0 || (lifts[rule]! & standing) !== 0,
    )
  }

  return {
    clear: () => {
      hits = 0
      firm = 0
    },
    add: (rule, isFirm) => {
      hits |= 1 << rule
      if (isFirm) firm |= 1 << rule
    },
    judge,
  }
}

function liftsOf({ lifts }: ExemptRule): number {
  let set = 0
  for (const rule of lifts) set |= 1 << rule
  return set
}

function setOf(values: ArrayLike<number>, isMember: (value: number) => boolean): number {
  let set = 0
  for (let rule = 0; rule < values.length; rule++) if (isMember(values[rule]!)) set |= 1 << rule
  return set
}

function lowest(set: number): number {
  return 31 - Math.clz32(set & -set)
}

function rulesIn(set: number): readonly number[] {
  if (set === 0) return noRules
  const rules: number[] = []
  for (let left = set; left !== 0; left &= left - 1) rules.push(lowest(left))
  return rules
}
