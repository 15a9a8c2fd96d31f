import { isZone } from '@tidegate/values'
import { LogError } from '../log-error.ts'
import { jsonKeysWith } from './json-keys.ts'
import { knownJsonKeys } from './known-json-keys.ts'
import { formatNames, knownFormat } from './known-formats.ts'
import type { LogFormat } from './line-reader.ts'
import { PatternError } from './log-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

/** What options and the configuration say about the format of logs. */
export interface FormatFlags {
  /** The name of a known format, or a pattern in the syntax of nginx or Apache. */
  readonly format?: string
  /** The names of JSON fields: `client=cip,time=t`. */
  readonly jsonKeys?: string
}

/** Returns the time zone of `--zone` or the configuration. Throws `LogError` if it is unknown. */
export function zoneOf(zone: string | undefined): string | undefined {
  if (zone === undefined || isZone(zone)) return zone
  throw new LogError(`\`--zone ${zone}\`: unknown time zone`, 'use a name such as Europe/Bucharest')
}

/**
 * Returns the formats that logs may have: the given one, or else all known ones. Throws `LogError` if the given one is invalid.
 */
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
      `unknown log format \`${format}\``,
      `\`tidegate replay --formats\` lists the names; or use a pattern such as '$remote_addr … "$request" $status'`,
    )
  }
  try {
    return [parsePattern(format)]
  } catch (error) {
    if (error instanceof PatternError) throw new LogError(`invalid \`--format\` pattern: ${error.message}`)
    throw error
  }
}
