import { chosenFormats, type LogFormat, zoneOf } from '@tidegate/access-logs'
import type { LogFlags } from './log-flags.ts'

/** Returns the formats that logs may have, and the time zone of their times, by flags or else by the configuration. Throws `LogError`. */
export function logReading(
  flags: LogFlags,
  config: { readonly logFormat?: string; readonly logZone?: string } | undefined,
): { readonly formats: readonly LogFormat[]; readonly zone: string | undefined } {
  const format = flags.logFormat ?? config?.logFormat
  const { jsonKeys } = flags
  return {
    formats: chosenFormats({ ...(format !== undefined && { format }), ...(jsonKeys !== undefined && { jsonKeys }) }),
    zone: zoneOf(flags.logZone ?? config?.logZone),
  }
}
