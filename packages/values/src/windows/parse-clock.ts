/**
 * Parses a time of day `HH:MM` as minutes since midnight, from 0 to 1440; `undefined` if it is invalid. `24:00` is 1440: the caller
 * decides whether the end of the day is allowed.
 */
export function parseClock(text: string): number | undefined {
  const match = /^(\d{2}):([0-5]\d)$/.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return minutes <= 1440 ? minutes : undefined
}
