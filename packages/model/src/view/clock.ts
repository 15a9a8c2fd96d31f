const firstSoundMs = Date.UTC(2020, 0, 1)
const endOfSoundMs = Date.UTC(2101, 0, 1)

/** Whether a wall clock (ms since 1970) is plausible: it shows a moment from 2020 to 2100. */
export function isClockPlausible(nowMs: number): boolean {
  return nowMs >= firstSoundMs && nowMs < endOfSoundMs
}
