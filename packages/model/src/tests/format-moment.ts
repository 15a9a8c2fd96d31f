import type { ZoneReader } from '@tidegate/values'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** An instant (ms since 1970) on the wall clock of a zone, as `Tue 2026-11-17 03:12 UTC`; seconds are left out. */
export function formatMoment(instantMs: number, zone: string, zones: ZoneReader): string {
  const wall = new Date(instantMs + zones.offsetMinutes(zone, instantMs) * 60_000)
  return `${days[wall.getUTCDay()]} ${wall.toISOString().slice(0, 16).replace('T', ' ')} ${zone}`
}
