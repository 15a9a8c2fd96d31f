import type { LimitRule } from '@tidegate/dsl'
import type { Charge, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { AppliedLimit } from '../judge/judged.ts'
import type { Plan } from '../plan/plan.ts'

/** Between limits of a plan and charges to a store. */
export interface Charging {
  /** One charge per limit that applies, in the same order. */
  readonly chargesFor: (limits: readonly AppliedLimit[]) => readonly Charge[]
  /** The counter of a limit, by its rule. */
  readonly counterOf: (rule: number) => CounterSpec
  readonly isOwnSubject: (rule: number) => boolean
  /**
   * Of the limits that apply, the charges that wait for the reply; undefined when none does. For a refused request only those that
   * count refused ones too.
   */
  readonly waiting: (limits: readonly AppliedLimit[], passed: boolean) => readonly WaitingCharge[] | undefined
}

/** A charge that is made if the reply has one of these statuses, with what finds its counter in a later plan. */
export interface WaitingCharge {
  readonly statuses: readonly number[]
  readonly subject: string
  readonly counter: string
  readonly charge: Charge
}

/** Charging by a plan whose limits are counted as `layout` says. */
export function createCharging(plan: Plan, layout: CounterLayout): Charging {
  const byRule = new Map(plan.limits.map((limit) => [limit.rule, limit]))
  const templates = new Map(
    plan.limits.map(({ rule, subject, counter }) => [
      rule,
      { ...modeOf(plan.model.rules[rule] as LimitRule), subject, counter },
    ]),
  )

  function chargesFor(limits: readonly AppliedLimit[]): readonly Charge[] {
    return limits.map(({ rule, key }) => {
      const { subject, counter, mode, includingRefused } = templates.get(rule)!
      return { subject, counter, key, mode, includingRefused }
    })
  }

  function counterOf(rule: number): CounterSpec {
    const { subject, counter } = byRule.get(rule)!
    return layout.subjects[subject]!.counters[counter]!
  }

  function waiting(limits: readonly AppliedLimit[], passed: boolean): readonly WaitingCharge[] | undefined {
    let found: WaitingCharge[] | undefined
    for (const limit of limits) {
      const rule = plan.model.rules[limit.rule] as LimitRule
      if (rule.countingReplies === undefined || !(passed || rule.includingRefused)) continue
      const [charge] = chargesFor([limit])
      const subject = layout.subjects[charge!.subject]!
      found ??= []
      found.push({
        statuses: rule.countingReplies,
        subject: subject.identity,
        counter: subject.counters[charge!.counter]!.identity,
        charge: charge!,
      })
    }
    return found
  }

  return { chargesFor, counterOf, isOwnSubject: (rule) => byRule.get(rule)!.ownSubject, waiting }
}

/** The charges in terms of another layout; those whose limits it no longer has are left out. */
export function chargesIn(layout: CounterLayout, waiting: readonly WaitingCharge[]): readonly Charge[] {
  return waiting.flatMap(({ subject: subjectIdentity, counter: identity, charge }) => {
    const subject = layout.subjects.findIndex((spec) => spec.identity === subjectIdentity)
    const counter = layout.subjects[subject]?.counters.findIndex((spec) => spec.identity === identity) ?? -1
    return counter < 0 ? [] : [{ ...charge, subject, counter }]
  })
}

function modeOf(rule: LimitRule): Pick<Charge, 'mode' | 'includingRefused'> {
  const waits = rule.countingReplies !== undefined
  const mode = rule.shadow ? (waits ? 'shadow-check' : 'shadow') : waits ? 'check' : 'enforce'
  return { mode, includingRefused: rule.includingRefused }
}
