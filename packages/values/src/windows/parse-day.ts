/**
 * The number of days from 1970-01-01 to the day that `text` names as `YYYY-MM-DD`, or `undefined` when it is no such
 * day of the calendar (`2026-02-30`) or lies before the year 1000.
 */
export function parseDay(text: string): number | undefined {
  const match = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return undefined
  const month = Number(match[2]) - 1
  const ms = Date.UTC(Number(match[1]), month, Number(match[3]))
  return new Date(ms).getUTCMonth() === month ? ms / 86_400_000 : undefined
}
