import type { CalendarCounter, Charge, CounterRef, CounterSpec } from '@tidegate/engine'
import { nameOf, stateClass } from './state-name.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The longest period of each calendar unit: days, and what consists of them, may have an hour more when clocks are set back. */
export const longestPeriodMs: Readonly<Record<CalendarCounter['unit'], number>> = {
  minute: 60_000,
  hour: hourMs,
  day: dayMs + hourMs,
  week: 7 * dayMs + hourMs,
  month: 31 * dayMs + hourMs,
}

/** The charge of no place, for what operators do with counters. */
export function blankCharge({ subject, counter, key }: CounterRef): Charge {
  const period = { startMs: 0, endsInMs: 1 }
  return { subject, counter, key, mode: 'check', includingRefused: false, places: 0, period }
}

/**
 * The fields of one charge for the script: row, identity, kernel, class, count, period, burst, block, mode, places, start and end of the
 * calendar period, lease. Throws a `TypeError` for a charge of a calendar counter without its period.
 */
export function chargeFields(charge: Charge, spec: CounterSpec, row: number): string[] {
  const { period } = charge
  if (spec.algorithm === 'calendar' && period === undefined)
    throw new TypeError(`counter ${spec.identity} counts by calendar periods: the charge needs its period`)
  return [
    String(row),
    ...specFields(spec),
    modeLetters(charge),
    String(charge.places),
    String(period?.startMs ?? 0),
    String(period?.endsInMs ?? 1),
    // An empty lease would be the sum's name.
    charge.lease === undefined || charge.lease === '' ? '~' : charge.lease,
  ]
}

/** WHY kept: they are the same for all decisions of a layout. */
const fieldsOfSpecs = new WeakMap<CounterSpec, readonly string[]>()

function specFields(spec: CounterSpec): readonly string[] {
  const known = fieldsOfSpecs.get(spec)
  if (known !== undefined) return known
  const fields = [
    nameOf(spec),
    spec.algorithm === 'at-once' ? 'o' : spec.algorithm[0]!,
    stateClass(spec),
    String(spec.count),
    String(periodMs(spec)),
    String('burst' in spec ? (spec.burst ?? 1) : 1),
    String(spec.blockMs ?? 0),
  ]
  fieldsOfSpecs.set(spec, fields)
  return fields
}

function periodMs(spec: CounterSpec): number {
  switch (spec.algorithm) {
    case 'log':
    case 'ring':
    case 'gcra':
      return spec.periodMs
    case 'calendar':
      return longestPeriodMs[spec.unit]
    case 'at-once':
      return 0
  }
}

/** Enforced or shadow; now or later (`check`); including refused or not. */
function modeLetters({ mode, includingRefused }: Charge): string {
  const isShadow = mode === 'shadow' || mode === 'shadow-check'
  const isLater = mode === 'check' || mode === 'shadow-check'
  return `${isShadow ? 's' : 'e'}${isLater ? 'c' : 'n'}${includingRefused ? 'r' : '-'}`
}
