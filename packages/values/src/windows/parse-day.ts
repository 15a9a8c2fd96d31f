/**
 * Parses a day `YYYY-MM-DD` as the number of days since 1970-01-01; `undefined` if it does not exist in the calendar (`2026-02-30`)
 * or is before the year 1000.
 */
export function parseDay(text: string): number | undefined {
  const match = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return undefined
  const month = Number(match[2]) - 1
  const ms = Date.UTC(Number(match[1]), month, Number(match[3]))
  return new Date(ms).getUTCMonth() === month ? ms / 86_400_000 : undefined
}
