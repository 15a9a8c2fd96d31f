import type { AppliedLimit, LimitRule } from '@tidegate/model'
import type { Charge, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'

/** Between limits of a plan and charges to a store. */
export interface Charging {
  /** One charge per limit that applies, in the same order. */
  readonly chargesFor: (limits: readonly AppliedLimit[]) => readonly Charge[]
  /** The counter of a limit, by its rule. */
  readonly counterOf: (rule: number) => CounterSpec
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
  // By rule; rules that are no limits have no place here.
  const templates: (Template | undefined)[] = plan.model.rules.map(() => undefined)
  for (const { rule, subject, counter } of plan.limits) {
    const limit = plan.model.rules[rule] as LimitRule
    templates[rule] = { ...modeOf(limit), subject, counter, statuses: limit.countingReplies }
  }
  const someWait = templates.some((template) => template?.statuses !== undefined)

  function chargeFor({ rule, key }: AppliedLimit): Charge {
    const { subject, counter, mode, includingRefused } = templates[rule]!
    return { subject, counter, key, mode, includingRefused }
  }

  function chargesFor(limits: readonly AppliedLimit[]): readonly Charge[] {
    const charges: Charge[] = []
    for (let i = 0; i < limits.length; i++) charges.push(chargeFor(limits[i]!))
    return charges
  }

  function counterOf(rule: number): CounterSpec {
    const { subject, counter } = templates[rule]!
    return layout.subjects[subject]!.counters[counter]!
  }

  function waiting(limits: readonly AppliedLimit[], passed: boolean): readonly WaitingCharge[] | undefined {
    if (!someWait) return undefined
    const found: WaitingCharge[] = []
    for (const limit of limits) {
      const { statuses, includingRefused, subject } = templates[limit.rule]!
      if (statuses === undefined || !(passed || includingRefused)) continue
      const charge = chargeFor(limit)
      const counter = counterOf(limit.rule).identity
      found.push({ statuses, subject: layout.subjects[subject]!.identity, counter, charge })
    }
    return found.length === 0 ? undefined : found
  }

  return {
    chargesFor,
    counterOf,
    waiting,
  }
}

interface Template extends Pick<Charge, 'subject' | 'counter' | 'mode' | 'includingRefused'> {
  readonly statuses: readonly number[] | undefined
}

/**
 * The charges that are due for a reply with this status, in terms of `layout`, which may be a later plan's; those whose limits it no longer
 * has are left out. `status` is undefined for a request that ended without one: it is charged, because what it tried is not known.
 */
export function chargesDue(
  layout: CounterLayout,
  waiting: readonly WaitingCharge[],
  status: number | undefined,
): readonly Charge[] {
  const due = waiting.filter(({ statuses }) => status === undefined || statuses.includes(status))
  return due.flatMap(({ subject: subjectIdentity, counter: identity, charge }) => {
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
