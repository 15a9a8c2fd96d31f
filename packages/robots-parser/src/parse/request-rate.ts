import { parseDayHours, type DayHours } from './day-hours.ts'

/** So many documents in so much time, all day or within hours. */
export interface RequestRate {
  readonly documents: number
  readonly periodSeconds: number
  readonly hours: DayHours | undefined
}

/** A rate, with what is odd about it; or why the text is none. */
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

/** Longer periods are read as this: 366 days, the longest that a policy knows. */
const longestPeriodSeconds = 366 * 86_400

/**
 * What `documents/time[unit] [hours]` means: `1/5`, `1/10s`, `100/15m`, `400/1h`, `9000/1d`, `8/2m 07:00-21:00`. The unit
 * is seconds unless stated. Hours that cannot be read leave the rate in force all day. O(n).
 */
export function parseRequestRate(text: string): RequestRateReading {
  const match = /^(\d{1,9}) ?\/ ?(\d{1,9}) ?([a-z]*)(?: (.+))?$/i.exec(text.trim().replaceAll(/\s+/g, ' '))
  if (match === null) return invalid('expected `documents/seconds`, such as `1/10s`')
  const documents = Number(match[1])
  const amount = Number(match[2])
  const unit = unitSeconds.get((match[3] ?? '').toLowerCase())
  if (unit === undefined) return invalid('expected one of the units s, m, h, d, w')
  if (documents === 0) return invalid('a rate of no documents would be a Disallow')
  if (amount === 0) return invalid('a rate needs a time')
  const periodSeconds = Math.min(amount * unit, longestPeriodSeconds)
  const hours = match[4] === undefined ? undefined : parseDayHours(match[4])
  const oddities = [
    match[4] !== undefined && hours === undefined ? 'the hours cannot be read: the rate holds all day' : undefined,
    amount * unit > longestPeriodSeconds ? 'the time is read as 366 days' : undefined,
  ].filter((oddity) => oddity !== undefined)
  return {
    kind: 'rate',
    rate: { documents, periodSeconds, hours },
    oddity: oddities.length === 0 ? undefined : oddities.join('; '),
  }
}

/** Seconds between two documents at this rate. */
export function secondsPerDocument(rate: RequestRate): number {
  return rate.periodSeconds / rate.documents
}

function invalid(reason: string): RequestRateReading {
  return { kind: 'invalid', reason }
}
