import { parseDayHours, type DayHours } from './day-hours.ts'

/** A number of documents per period, all day or within hours. */
export interface RequestRate {
  readonly documents: number
  readonly periodSeconds: number
  readonly hours: DayHours | undefined
}

/** A rate, with anything odd about it; or why the text is invalid. */
export type RequestRateReading =
  | { readonly kind: 'rate'; readonly rate: RequestRate; readonly oddity: string | undefined }
  | { readonly kind: 'invalid'; readonly reason: string }

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])

/** Longer periods are reduced to this: 366 days, the maximum in a policy. */
const maxPeriodSeconds = 366 * 86_400

/**
 * Parses `documents/time[unit] [hours]`: `1/5`, `1/10s`, `100/15m`, `400/1h`, `9000/1d`, `8/2m 07:00-21:00`. The default unit is
 * the second. If the hours are invalid, the rate applies all day. O(n).
 */
export function parseRequestRate(text: string): RequestRateReading {
  const match = /^(\d{1,9}) ?\/ ?(\d{1,9}) ?([a-z]*)(?: (.+))?$/i.exec(text.trim().replaceAll(/\s+/g, ' '))
  if (match === null) return invalid('expected `documents/seconds`, such as `1/10s`')
  const documents = Number(match[1])
  const amount = Number(match[2])
  const unit = unitSeconds.get((match[3] ?? '').toLowerCase())
  if (unit === undefined) return invalid('expected one of the units s, m, h, d, w')
  if (documents === 0) return invalid('the number of documents must not be 0; use Disallow instead')
  if (amount === 0) return invalid('the time must not be 0')
  const periodSeconds = Math.min(amount * unit, maxPeriodSeconds)
  const hours = match[4] === undefined ? undefined : parseDayHours(match[4])
  const oddities = [
    match[4] !== undefined && hours === undefined ? 'invalid hours; the rate applies all day' : undefined,
    amount * unit > maxPeriodSeconds ? 'the time is reduced to 366 days' : undefined,
  ].filter((oddity) => oddity !== undefined)
  return {
    kind: 'rate',
    rate: { documents, periodSeconds, hours },
    oddity: oddities.length === 0 ? undefined : oddities.join('; '),
  }
}

/** Returns the seconds between two documents at this rate. */
export function secondsPerDocument(rate: RequestRate): number {
  return rate.periodSeconds / rate.documents
}

function invalid(reason: string): RequestRateReading {
  return { kind: 'invalid', reason }
}
