import type { AppliedLimit, LimitRule } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import type { Charge, Consumed, CounterLayout, CounterSpec } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'
import { createPeriodAt, type PeriodAt } from './period-at.ts'

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

/** Converts limits of a plan to charges for a store. */
export class Charging {
  readonly #layout: CounterLayout
  readonly #periods: readonly (readonly (PeriodAt | undefined)[])[]
  /** Indexed by rule; undefined for rules that are not limits. */
  readonly #templates: readonly (Template | undefined)[]
  readonly #someWait: boolean
  readonly #areAllSliding: boolean
  readonly #someHold: boolean

  constructor(plan: Plan, layout: CounterLayout, zones: ZoneReader) {
    const periods = layout.subjects.map(({ counters }) => counters.map((spec) => periodAtOf(spec, zones)))
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
    this.#layout = layout
    this.#periods = periods
    this.#templates = templates
    this.#someWait = templates.some((template) => template?.statuses !== undefined)
    this.#areAllSliding = templates.every((template) => template === undefined || template.kind === 'sliding')
    this.#someHold = templates.some((template) => template?.kind === 'at-once')
  }

  /**
   * One charge per limit that applies, in the same order. `wallMs` is the time of the request in milliseconds since 1970, for calendar periods. `newLease`
   * creates the lease of a request that takes places at once; it is not called for others.
   */
  chargesFor(limits: readonly AppliedLimit[], wallMs: number, newLease?: () => string): readonly Charge[] {
    const charges = this.#chargesOf(limits)
    return this.#areAllSliding ? charges : this.#completed(charges, limits, wallMs, newLease)
  }

  /** The counter of a limit, given its rule. */
  counterOf(rule: number): CounterSpec {
    const { subject, counter } = this.#templates[rule]!
    return this.#layout.subjects[subject]!.counters[counter]!
  }

  /** The calendar periods of a limit, given its rule; undefined if it has none. */
  periodAtOf(rule: number): PeriodAt | undefined {
    return this.#templates[rule]?.periodAt
  }

  /**
   * Of the charges of the limits that apply, those that depend on the reply; undefined if there are none. For a refused request, only charges of
   * limits that include refused requests are returned.
   */
  waiting(limits: readonly AppliedLimit[], passed: boolean): readonly WaitingCharge[] | undefined {
    if (!this.#someWait) return undefined
    const found: WaitingCharge[] = []
    for (const limit of limits) {
      const { statuses, includingRefused } = this.#templates[limit.rule]!
      if (statuses === undefined || !(passed || includingRefused)) continue
      found.push({ statuses, ...this.#later(this.#chargeFor(limit)) })
    }
    return found.length === 0 ? undefined : found
  }

  /**
   * The charges that are due at `wallMs`, after a reply with this status was sent, in terms of this plan, which may be later than that of the charges;
   * those of limits that it no longer has are omitted. `status` is undefined if no reply was sent.
   */
  due(charges: readonly WaitingCharge[], status: number | undefined, wallMs: number): readonly Charge[] {
    const found = this.locate(charges.filter(({ statuses }) => status === undefined || statuses.includes(status)))
    return found.map((charge) => {
      const periodAt = this.#periods[charge.subject]![charge.counter]
      return periodAt === undefined ? charge : { ...charge, period: periodAt(wallMs) }
    })
  }

  /** Of the charges of a request, those that hold places at once after this answer; undefined if there are none. */
  held(charges: readonly Charge[], { admitted, readings }: Consumed): readonly LaterCharge[] | undefined {
    if (!this.#someHold || !admitted) return undefined
    const found = charges.filter((charge, at) => holdsPlaces(charge, readings[at]!.admitted))
    return found.length === 0 ? undefined : found.map((charge) => this.#later(charge))
  }

  /** The charges in terms of this plan, which may be later than theirs; those of limits that it no longer has are omitted. */
  locate(charges: readonly LaterCharge[]): readonly Charge[] {
    const { subjects } = this.#layout
    return charges.flatMap(({ subject: subjectIdentity, counter: identity, charge }) => {
      const subject = subjects.findIndex((spec) => spec.identity === subjectIdentity)
      const counter = subjects[subject]?.counters.findIndex((spec) => spec.identity === identity) ?? -1
      return counter < 0 ? [] : [{ ...charge, subject, counter }]
    })
  }

  // WHY: an empty list that grows is given room for seventeen, and most requests have one limit or two.
  #chargesOf(limits: readonly AppliedLimit[]): readonly Charge[] {
    switch (limits.length) {
      case 1:
        return [this.#chargeFor(limits[0]!)]
      case 2:
        return [this.#chargeFor(limits[0]!), this.#chargeFor(limits[1]!)]
      default:
        return limits.map((limit) => this.#chargeFor(limit))
    }
  }

  #chargeFor({ rule, key, places }: AppliedLimit): Charge {
    const { subject, counter, mode, includingRefused } = this.#templates[rule]!
    return { subject, counter, key, mode, includingRefused, places }
  }

  /** Adds calendar periods and the lease of the request. */
  #completed(
    charges: readonly Charge[],
    limits: readonly AppliedLimit[],
    wallMs: number,
    newLease: (() => string) | undefined,
  ): readonly Charge[] {
    let lease: string | undefined
    return charges.map((charge, at): Charge => {
      const { kind, periodAt } = this.#templates[limits[at]!.rule]!
      if (periodAt !== undefined) return { ...charge, period: periodAt(wallMs) }
      if (kind !== 'at-once' || newLease === undefined) return charge
      lease ??= newLease()
      return { ...charge, lease }
    })
  }

  #later(charge: Charge): LaterCharge {
    const { identity, counters } = this.#layout.subjects[charge.subject]!
    return { subject: identity, counter: counters[charge.counter]!.identity, charge }
  }
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
