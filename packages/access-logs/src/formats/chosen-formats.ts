import { isZone } from '@tidegate/values'
import { LogError } from '../log-error.ts'
import { jsonKeysWith, knownJsonKeys } from './json-keys.ts'
import { formatNames, knownFormat } from './known-formats.ts'
import type { LogFormat } from './line-reader.ts'
import { PatternError } from './log-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

/** What flags say about the format of logs. */
export interface FormatFlags {
  /** A known name, or a pattern in the syntax of nginx or Apache. */
  readonly format?: string
  /** Names of JSON fields: `client=cip,time=t`. */
  readonly jsonKeys?: string
}

/** The zone that a flag or the configuration names. Throws `LogError` for what is none. */
export function zoneOf(zone: string | undefined): string | undefined {
  if (zone === undefined || isZone(zone)) return zone
  throw new LogError(`\`--zone ${zone}\` is no zone that is known`, 'write its name, such as Europe/Bucharest')
}

/** The formats that logs may have: one where it is given, else all that are known. Throws `LogError` for what is none. */
export function chosenFormats({ format, jsonKeys }: FormatFlags): readonly LogFormat[] {
  const keys = jsonKeys === undefined ? knownJsonKeys : jsonKeysWith(jsonKeys)
  if (typeof keys === 'string') throw new LogError(`\`--json-keys ${jsonKeys}\`: ${keys}`)
  if (format === undefined) {
    return jsonKeys === undefined ? formatNames.map((name) => knownFormat(name)) : [knownFormat('json', keys)]
  }
  const name = formatNames.find((known) => known === format)
  if (name !== undefined) return [knownFormat(name, keys)]
  if (!/[$%]/.test(format)) {
    throw new LogError(
      `\`${format}\` is no format`,
      `there are ${formatNames.toSorted().join(', ')}, or write a pattern: '$remote_addr … "$request" $status'`,
    )
  }
  try {
    return [parsePattern(format)]
  } catch (error) {
    if (error instanceof PatternError) throw new LogError(`the pattern of --format cannot be used: ${error.message}`)
    throw error
  }
}
