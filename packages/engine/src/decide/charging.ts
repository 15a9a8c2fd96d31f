import type { AppliedLimit, LimitRule } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import type { Charge, Consumed, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'
import { createPeriodAt, type PeriodAt } from './period-at.ts'

/** Converts limits of a plan to charges for a store. */
export interface Charging {
  /**
   * One charge per limit that applies, in the same order. `wallMs` is the time of the request in milliseconds since 1970, for calendar periods. `newLease`
   * creates the lease of a request that takes places at once; it is not called for others.
   */
  readonly chargesFor: (limits: readonly AppliedLimit[], wallMs: number, newLease?: () => string) => readonly Charge[]
  /** The counter of a limit, given its rule. */
  readonly counterOf: (rule: number) => CounterSpec
  /** The calendar periods of a limit, given its rule; undefined if it has none. */
  readonly periodAtOf: (rule: number) => PeriodAt | undefined
  /**
   * Of the charges of the limits that apply, those that depend on the reply; undefined if there are none. For a refused request, only charges of
   * limits that include refused requests are returned.
   */
  readonly waiting: (limits: readonly AppliedLimit[], passed: boolean) => readonly WaitingCharge[] | undefined
  /**
   * The charges that are due at `wallMs`, after a reply with this status was sent, in terms of this plan, which may be later than that of the charges;
   * those of limits that it no longer has are omitted. `status` is undefined if no reply was sent.
   */
  readonly due: (waiting: readonly WaitingCharge[], status: number | undefined, wallMs: number) => readonly Charge[]
  /** Of the charges of a request, those that hold places at once after this answer; undefined if there are none. */
  readonly held: (charges: readonly Charge[], consumed: Consumed) => readonly LaterCharge[] | undefined
  /** The charges in terms of this plan, which may be later than theirs; those of limits that it no longer has are omitted. */
  readonly locate: (charges: readonly LaterCharge[]) => readonly Charge[]
}

/** A charge to which a request returns later, with the identities that find its counter in a later plan. */
export interface LaterCharge {
  readonly subject: string
  readonly counter: string
  readonly charge: Charge
}

/** A charge that is made if the reply has one of these statuses. */
export interface WaitingCharge extends LaterCharge {
  readonly statuses: readonly number[]
}

/** Creates the conversion for a plan and the layout of its counters. */
export function createCharging(plan: Plan, layout: CounterLayout, zones: ZoneReader): Charging {
  const periods = layout.subjects.map(({ counters }) => counters.map((spec) => periodAtOf(spec, zones)))
  // Indexed by rule; undefined for rules that are not limits.
  const templates: (Template | undefined)[] = plan.model.rules.map(() => undefined)
  for (const { rule, subject, counter } of plan.limits) {
    const limit = plan.model.rules[rule] as LimitRule
    templates[rule] = {
      ...modeOf(limit),
      subject,
      counter,
      statuses: limit.countingReplies,
      kind: limit.period.kind,
      periodAt: periods[subject]![counter],
    }
  }
  const someWait = templates.some((template) => template?.statuses !== undefined)
  const areAllSliding = templates.every((template) => template === undefined || template.kind === 'sliding')
  const someHold = templates.some((template) => template?.kind === 'at-once')

  function chargeFor({ rule, key, places }: AppliedLimit): Charge {
    const { subject, counter, mode, includingRefused } = templates[rule]!
    return { subject, counter, key, mode, includingRefused, places }
  }

  function chargesFor(limits: readonly AppliedLimit[], wallMs: number, newLease?: () => string): readonly Charge[] {
    const charges: Charge[] = []
    for (let i = 0; i < limits.length; i++) charges.push(chargeFor(limits[i]!))
    return areAllSliding ? charges : completed(charges, limits, wallMs, newLease)
  }

  /** Adds calendar periods and the lease of the request. */
  function completed(
    charges: readonly Charge[],
    limits: readonly AppliedLimit[],
    wallMs: number,
    newLease: (() => string) | undefined,
  ): readonly Charge[] {
    let lease: string | undefined
    return charges.map((charge, at): Charge => {
      const { kind, periodAt } = templates[limits[at]!.rule]!
      if (periodAt !== undefined) return { ...charge, period: periodAt(wallMs) }
      if (kind !== 'at-once' || newLease === undefined) return charge
      lease ??= newLease()
      return { ...charge, lease }
    })
  }

  function counterOf(rule: number): CounterSpec {
    const { subject, counter } = templates[rule]!
    return layout.subjects[subject]!.counters[counter]!
  }

  function later(charge: Charge): LaterCharge {
    const { identity, counters } = layout.subjects[charge.subject]!
    return { subject: identity, counter: counters[charge.counter]!.identity, charge }
  }

  function waiting(limits: readonly AppliedLimit[], passed: boolean): readonly WaitingCharge[] | undefined {
    if (!someWait) return undefined
    const found: WaitingCharge[] = []
    for (const limit of limits) {
      const { statuses, includingRefused } = templates[limit.rule]!
      if (statuses === undefined || !(passed || includingRefused)) continue
      found.push({ statuses, ...later(chargeFor(limit)) })
    }
    return found.length === 0 ? undefined : found
  }

  function due(charges: readonly WaitingCharge[], status: number | undefined, wallMs: number): readonly Charge[] {
    const found = locate(charges.filter(({ statuses }) => status === undefined || statuses.includes(status)))
    return found.map((charge) => {
      const periodAt = periods[charge.subject]![charge.counter]
      return periodAt === undefined ? charge : { ...charge, period: periodAt(wallMs) }
    })
  }

  function held(charges: readonly Charge[], { admitted, readings }: Consumed): readonly LaterCharge[] | undefined {
    if (!someHold || !admitted) return undefined
    const found = charges.filter((charge, at) => holdsPlaces(charge, readings[at]!.admitted))
    return found.length === 0 ? undefined : found.map(later)
  }

  function locate(charges: readonly LaterCharge[]): readonly Charge[] {
    return charges.flatMap(({ subject: subjectIdentity, counter: identity, charge }) => {
      const subject = layout.subjects.findIndex((spec) => spec.identity === subjectIdentity)
      const counter = layout.subjects[subject]?.counters.findIndex((spec) => spec.identity === identity) ?? -1
      return counter < 0 ? [] : [{ ...charge, subject, counter }]
    })
  }

  return { chargesFor, counterOf, periodAtOf: (rule) => templates[rule]?.periodAt, waiting, due, held, locate }
}

/** Whether a charge holds places at once, if its request was admitted and its own limit `admitted` it. */
export function holdsPlaces({ lease, places }: Charge, admitted: boolean): boolean {
  return lease !== undefined && places > 0 && admitted
}

interface Template extends Pick<Charge, 'subject' | 'counter' | 'mode' | 'includingRefused'> {
  readonly statuses: readonly number[] | undefined
  readonly kind: LimitRule['period']['kind']
  readonly periodAt: PeriodAt | undefined
}

function periodAtOf(spec: CounterSpec, zones: ZoneReader): PeriodAt | undefined {
  return spec.algorithm === 'calendar' ? createPeriodAt(spec.unit, spec.zone, zones) : undefined
}

function modeOf(rule: LimitRule): Pick<Charge, 'mode' | 'includingRefused'> {
  const waits = rule.countingReplies !== undefined
  const mode = rule.shadow ? (waits ? 'shadow-check' : 'shadow') : waits ? 'check' : 'enforce'
  return { mode, includingRefused: rule.includingRefused }
}
