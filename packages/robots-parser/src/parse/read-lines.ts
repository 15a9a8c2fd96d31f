import { parseCleanParam } from './clean-param.ts'
import { classifyLine, type ClassifiedLine } from './classify-line.ts'
import { addAgent, addRecord, addRule, newGroupBuilder, type GroupBuilder } from './group-builder.ts'
import { decodeOctets, isAscii } from './octets.ts'
import { isGroupRecord, readRecord } from './read-record.ts'
import type { GroupRecord, RobotsCleanParam, RobotsGroup, RobotsLine } from './robots-data.ts'
import type { RawLine } from './split-lines.ts'

/** The content of a file, and each of its lines. */
export interface LinesRead extends GroupsRead {
  readonly lines: readonly RobotsLine[]
}

/** The content of a file. */
export interface GroupsRead {
  readonly groups: readonly RobotsGroup[]
  readonly preamble: readonly GroupRecord[]
  readonly sitemaps: readonly string[]
  readonly host: string | undefined
  readonly cleanParams: readonly RobotsCleanParam[]
}

/** The state of reading. */
export interface Reading {
  readonly builder: GroupBuilder
  readonly preamble: GroupRecord[]
  readonly sitemaps: string[]
  readonly cleanParams: RobotsCleanParam[]
  host: string | undefined
}

/** How a line was interpreted. */
interface Interpretation {
  readonly outcome: RobotsLine['outcome']
  readonly because?: string | undefined
}

/** Reads lines in order, each independently of the others. O(n). `readGroups` is faster if the lines are not needed. */
export function readLines(raw: readonly RawLine[]): LinesRead {
  const reading = newReading()
  const lines = raw.map((line) => readLine(line, reading))
  return { lines, ...groupsOf(reading) }
}

/** Creates the initial state. */
export function newReading(): Reading {
  return { builder: newGroupBuilder(), preamble: [], sitemaps: [], cleanParams: [], host: undefined }
}

/** Returns the content that was read. */
export function groupsOf({ builder, preamble, sitemaps, cleanParams, host }: Reading): GroupsRead {
  return { groups: builder.groups, preamble, sitemaps, host, cleanParams }
}

function readLine(raw: RawLine, reading: Reading): RobotsLine {
  const classified = classifyLine(raw.octets)
  const fate = take(classified, raw.number, reading)
  const because = joined(
    fate.because,
    classified.oddity,
    raw.cut ? 'the line is too long, and its end was not read' : undefined,
  )
  return {
    number: raw.number,
    kind: classified.kind,
    text: raw.ascii ? raw.octets : decodeOctets(raw.octets),
    value: classified.key === '' ? undefined : raw.ascii ? classified.value : decodeOctets(classified.value),
    outcome: because !== undefined && fate.outcome === 'understood' ? 'suspicious' : fate.outcome,
    because,
  }
}

function joined(...reasons: readonly (string | undefined)[]): string | undefined {
  const given = reasons.filter((reason) => reason !== undefined)
  return given.length === 0 ? undefined : given.join('; ')
}

/** Adds the content of a line. */
export function take({ kind, value }: ClassifiedLine, line: number, reading: Reading): Interpretation {
  if (isGroupRecord(kind)) return takeRecord(kind, value, line, reading)
  switch (kind) {
    case 'user-agent':
      return { outcome: 'understood', because: addAgent(reading.builder, value, line) }
    case 'allow':
    case 'disallow': {
      const { used, because } = addRule(reading.builder, kind, value, line)
      return { outcome: used ? 'understood' : 'ignored', because: because ?? notUtf8(value) }
    }
    case 'sitemap':
      return takeSitemap(decodeOctets(value), reading)
    case 'host':
      return takeHost(value.toLowerCase(), reading)
    case 'clean-param': {
      const parsed = parseCleanParam(decodeOctets(value))
      if (parsed === undefined) return { outcome: 'ignored', because: 'expected parameters, such as `ref&sort /shop`' }
      reading.cleanParams.push({ ...parsed, line })
      return { outcome: 'understood' }
    }
    case 'remark':
    case 'restrict-ip':
    case 'comment':
    case 'blank':
      return { outcome: 'understood' }
    case 'unsupported':
      return { outcome: 'ignored', because: 'other systems support this record; it has no effect here' }
    case 'unknown':
      return { outcome: 'ignored', because: 'unknown record' }
    case 'malformed':
      return { outcome: 'ignored', because: 'expected `key: value`' }
  }
}

function takeRecord(kind: GroupRecord['kind'], value: string, line: number, reading: Reading): Interpretation {
  const { record, because } = readRecord(kind, value, line)
  if (record === undefined) return { outcome: 'ignored', because }
  addRecord(reading.builder, record, reading.preamble)
  return { outcome: 'understood', because }
}

function takeSitemap(url: string, reading: Reading): Interpretation {
  if (url === '') return { outcome: 'ignored', because: 'expected a URL' }
  reading.sitemaps.push(url)
  return { outcome: 'understood', because: /^https?:\/\//i.test(url) ? undefined : 'a sitemap must be an absolute URL' }
}

function takeHost(host: string, reading: Reading): Interpretation {
  if (!/^(?:https?:\/\/)?[a-z0-9.-]{1,253}(?::\d{1,5})?\/?$/.test(host)) {
    return { outcome: 'ignored', because: 'expected a host name' }
  }
  const earlier = reading.host
  reading.host = host
  return { outcome: 'understood', because: earlier === undefined ? undefined : 'it replaces the previous one' }
}

function notUtf8(value: string): string | undefined {
  const broken = !isAscii(value) && decodeOctets(value).includes('\ufffd')
  return broken ? 'it is not UTF-8; its octets are compared literally' : undefined
}
