import type { RobotsLineKind } from './classify-line.ts'
import { parseContentSignal, parseContentUsage } from './content-preferences.ts'
import { parseDayHours } from './day-hours.ts'
import { parseDelaySeconds } from './delay-seconds.ts'
import { normalisePattern } from './normalise-path.ts'
import type { Octets } from './octets.ts'
import { parseRequestRate } from './request-rate.ts'
import type { GroupRecord } from './robots-data.ts'

/** Kinds of lines that belong to a group, except for Allow and Disallow. */
export type GroupRecordKind = GroupRecord['kind']

/** A record of a group, or why it is invalid; with anything odd about it. */
export interface RecordReading {
  readonly record: GroupRecord | undefined
  readonly because: string | undefined
}

/** Whether `readRecord` reads lines of this kind. */
export function isGroupRecord(kind: RobotsLineKind): kind is GroupRecordKind {
  return recordKinds.has(kind)
}

const recordKinds: ReadonlySet<RobotsLineKind> = new Set<GroupRecordKind>([
  'crawl-delay',
  'cache-delay',
  'request-rate',
  'visit-time',
  'noindex',
  'content-signal',
  'content-usage',
])

/** Parses a record of a group. Never throws; an invalid value gives a reason instead of a record. O(n). */
export function readRecord(kind: GroupRecordKind, value: Octets, line: number): RecordReading {
  switch (kind) {
    case 'crawl-delay':
    case 'cache-delay':
      return delay(kind, value, line)
    case 'request-rate': {
      const reading = parseRequestRate(value)
      if (reading.kind === 'invalid') return { record: undefined, because: reading.reason }
      return { record: { kind, ...reading.rate, line }, because: reading.oddity }
    }
    case 'visit-time': {
      const hours = parseDayHours(value)
      if (hours === undefined) return { record: undefined, because: 'expected hours, such as `0400-0845`' }
      return { record: { kind, hours, line }, because: undefined }
    }
    case 'noindex':
      if (value === '') return { record: undefined, because: 'expected a path' }
      return { record: { kind, pattern: normalisePattern(value), line }, because: undefined }
    case 'content-signal': {
      const { preferences, oddity } = parseContentSignal(value)
      return { record: preferences.length === 0 ? undefined : { kind, preferences, line }, because: oddity }
    }
    case 'content-usage': {
      const { path, preferences, oddity } = parseContentUsage(value)
      const pattern = path === undefined ? undefined : normalisePattern(path)
      return { record: preferences.length === 0 ? undefined : { kind, pattern, preferences, line }, because: oddity }
    }
  }
}

function delay(kind: 'crawl-delay' | 'cache-delay', value: Octets, line: number): RecordReading {
  const reading = parseDelaySeconds(value)
  if (reading.kind === 'invalid') return { record: undefined, because: reading.reason }
  return { record: { kind, seconds: reading.seconds, line }, because: reading.oddity }
}
