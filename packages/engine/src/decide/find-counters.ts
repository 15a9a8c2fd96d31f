import type { AppliedLimit, LimitRule, Model } from '@tidegate/model'
import type { Charge } from '../counters/store.ts'
import type { RuleRef } from '../decision.ts'
import type { Plan } from '../plan/plan.ts'
import type { Charging } from './charging.ts'
import { type CounterSubject, type KeyText, keyPartsOf, keyTextsOf, readKey } from './key-texts.ts'

/** What finds the counters of a subject: a plan, the references of its rules, and how it counts. */
export interface Counting {
  readonly plan: Plan
  readonly refs: readonly RuleRef[]
  readonly charging: Pick<Charging, 'chargesFor'>
}

/** A limit that counts a subject, as a charge that is only read. */
export interface FoundCounter {
  readonly applied: AppliedLimit
  readonly charge: Charge
  readonly key: readonly KeyText[]
}

/** The limits that count a subject. */
export interface FoundCounters {
  readonly counters: readonly FoundCounter[]
  /** Limits by parts of keys of which some are given, and others are not. */
  readonly incomplete: readonly { readonly limit: RuleRef; readonly missing: readonly string[] }[]
  /** Whether `limit` names a limit of the policy; true if it is absent. */
  readonly isLimitKnown: boolean
}

/** The counters that are meant, as charges that are only read. */
export function findCounters(
  { plan, refs, charging }: Counting,
  subject: CounterSubject,
  wallMs: number,
): FoundCounters {
  const { model } = plan
  const counters: FoundCounter[] = []
  const incomplete: FoundCounters['incomplete'][number][] = []
  let isLimitKnown = subject.limit === undefined
  for (const rule of inTextOrder(plan.limits, refs)) {
    const limit = model.rules[rule] as LimitRule
    const ref = refs[rule]!
    const isNamed = isMeant(ref, subject.limit)
    if (subject.limit !== undefined && !isNamed) continue
    isLimitKnown = true
    if (limit.key.length === 0 && !isNamed) continue
    const read = readKey(model, limit, subject)
    if (read.kind === 'missing') {
      if (isNamed || read.parts.length < limit.key.length) incomplete.push({ limit: ref, missing: read.parts })
      continue
    }
    const applied: AppliedLimit = { rule, key: read.key, places: 1 }
    const [charge] = charging.chargesFor([applied], wallMs)
    const mode = limit.shadow ? 'shadow-check' : 'check'
    counters.push({ applied, charge: { ...charge!, mode }, key: textsOf(model, limit, read.key) })
  }
  return { counters, incomplete, isLimitKnown }
}

/** The rules of limits in the order in which operators read them. */
function inTextOrder(limits: Plan['limits'], refs: readonly RuleRef[]): readonly number[] {
  const at = (rule: number): string => `${refs[rule]!.file}\0${String(refs[rule]!.line).padStart(9, '0')}`
  return limits.map(({ rule }) => rule).toSorted((a, b) => (at(a) < at(b) ? -1 : 1))
}

function textsOf(model: Model, limit: LimitRule, key: Charge['key']): readonly KeyText[] {
  return keyTextsOf(keyPartsOf(model, limit), key)
}

function isMeant(ref: RuleRef, wanted: string | undefined): boolean {
  return wanted !== undefined && [ref.name, ref.id, ref.text, `${ref.file}:${ref.line}`].includes(wanted)
}
