import type { Facts } from '../facts.ts'

const firstSoundMs = Date.UTC(2020, 0, 1)
const endOfSoundMs = Date.UTC(2101, 0, 1)

/**
 * Whether the time of a request is known: a log recorded it, or the wall clock is plausible. Offsets of time zones are whole minutes, and
 * do not change twice within 24 hours, from 1990 on, which is the earliest time that logs are read with.
 */
export function isTimeKnown({ nowMs, isTimeRecorded }: Pick<Facts, 'nowMs' | 'isTimeRecorded'>): boolean {
  return isTimeRecorded === true || isClockPlausible(nowMs)
}

/** Whether a wall clock (ms since 1970) is plausible: it shows a moment from 2020 to 2100. */
export function isClockPlausible(nowMs: number): boolean {
  return nowMs >= firstSoundMs && nowMs < endOfSoundMs
}
