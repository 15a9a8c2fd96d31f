import type { AppliedLimit, LimitRule } from '@tidegate/model'
import type { Charge, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'

/** Converts limits of a plan to charges for a store. */
export interface Charging {
  /** One charge per limit that applies, in the same order. */
  readonly chargesFor: (limits: readonly AppliedLimit[]) => readonly Charge[]
  /** The counter of a limit, given its rule. */
  readonly counterOf: (rule: number) => CounterSpec
  /**
   * Of the charges of the limits that apply, those that depend on the reply; undefined if there are none. For a refused request, only charges of
   * limits that include refused requests are returned.
   */
  readonly waiting: (limits: readonly AppliedLimit[], passed: boolean) => readonly WaitingCharge[] | undefined
}

/** A charge that is made if the reply has one of these statuses, with the identities that find its counter in a later plan. */
export interface WaitingCharge {
  readonly statuses: readonly number[]
  readonly subject: string
  readonly counter: string
  readonly charge: Charge
}

/** Creates the conversion for a plan and the layout of its counters. */
export function createCharging(plan: Plan, layout: CounterLayout): Charging {
  // Indexed by rule; undefined for rules that are not limits.
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
 * The charges that are due after a reply with this status was sent, in terms of `layout`, which may belong to a later plan; charges of limits that
 * `layout` no longer has are omitted. `status` is undefined if no reply was sent.
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
