import { parseDay } from './parse-day.ts'
import { isZone } from './zone-offset.ts'

/**
 * Returns what is wrong with a stored `WindowSpec`, or `undefined` if it is valid: every term is well-formed, its dates exist and
 * are in order, and its zone is known to the running JavaScript engine. Never throws for any value.
 */
export function checkWindowSpec(spec: unknown): string | undefined {
  if (!isRecord(spec)) return 'a window is not an object'
  if (typeof spec['zone'] !== 'string' || !isZone(spec['zone'])) return 'the zone of a window is unknown'
  for (const name of ['terms', 'except']) {
    const terms = spec[name]
    if (!Array.isArray(terms)) return `\`${name}\` of a window is not an array`
    for (const term of terms) {
      const fault = checkTerm(term)
      if (fault !== undefined) return fault
    }
  }
  return undefined
}

function checkTerm(term: unknown): string | undefined {
  if (!isRecord(term)) return 'a term of a window is not an object'
  const { dates, days, clock } = term
  if (dates !== undefined) {
    if (!isRecord(dates)) return 'the dates of a window are not an object'
    const { first, last } = dates
    if (typeof first !== 'string' || typeof last !== 'string') return 'a date of a window is not a text'
    const firstDay = parseDay(first)
    const lastDay = parseDay(last)
    if (firstDay === undefined || lastDay === undefined || firstDay > lastDay) {
      return 'the dates of a window are not two days in order'
    }
  }
  if (days !== undefined && !isWhole(days, 127)) return 'the days of a window are not seven bits'
  if (clock !== undefined) {
    if (!isRecord(clock)) return 'the clock span of a window is not an object'
    if (!isWhole(clock['from'], 1439) || !isWhole(clock['to'], 1440)) {
      return 'the clock span of a window is not in minutes of the day'
    }
  }
  return undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWhole(value: unknown, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
