/**
 * The minutes since midnight that `text` names as `HH:MM`, from 0 to 1440, or `undefined` when it is no such time.
 * `24:00` is 1440: the caller decides whether the end of the day is allowed where it stands.
 */
export function parseClock(text: string): number | undefined {
  const match = /^(\d{2}):([0-5]\d)$/.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return minutes <= 1440 ? minutes : undefined
}
