import { isWithin, type DayHours } from './parse/day-hours.ts'
import { explainAccess, type AccessExplanation } from './query/explain-access.ts'
import { findAgent, indexTokens, type TokenIndex } from './query/find-agent.ts'
import { findGroups, indexGroups, recordsOf, type GroupIndex } from './query/find-groups.ts'
import { findPreferences, type PagePreferences } from './query/find-preferences.ts'
import { matchPath } from './query/match-path.ts'
import { normalisePath } from './parse/normalise-path.ts'
import { notesOf } from './parse/notes-of.ts'
import { pathOfUrl } from './query/path-of-url.ts'
import type { RobotsNote } from './parse/note.ts'
import { readGroups } from './parse/read-groups.ts'
import { readLines } from './parse/read-lines.ts'
import type { RequestRate } from './parse/request-rate.ts'
import type { RobotsData, RobotsLine } from './parse/robots-data.ts'
import { readText, splitText, type RawText } from './parse/split-lines.ts'

/** Options of `parseRobots`. */
export interface ParseRobotsOptions {
  /** The maximum number of bytes that are read. Default 512,000 (500 KiB), the minimum in RFC 9309 §2.5. */
  readonly maxBytes?: number
}

/**
 * A parsed robots.txt with its queries. In all of them, `agent` is a crawler's product token (`FooBot`, or `FooBot/2.1`: the
 * version is ignored), and `url` is an absolute URL or a path. For a whole User-Agent header call `agentIn` first. No function
 * throws.
 */
export interface Robots extends RobotsData {
  /** Returns whether the agent may fetch the URL. */
  readonly isAllowed: (agent: string, url: string) => boolean
  /** Returns the same with the line that decided. */
  readonly explain: (agent: string, url: string) => AccessExplanation
  /**
   * Returns the Crawl-delay: seconds between two requests, at most 86,400; the longest if there are several; undefined if there
   * is none.
   */
  readonly delayFor: (agent: string) => number | undefined
  /**
   * Returns the Request-rates; with `at`, only those that apply at that instant. They all apply together, so the slowest decides.
   */
  readonly ratesFor: (agent: string, at?: Date) => readonly RequestRate[]
  /** Returns the hours of Visit-time; empty means any time. Several are alternatives. */
  readonly visitTimesFor: (agent: string) => readonly DayHours[]
  /** Returns whether Visit-time allows the agent at that instant. */
  readonly mayVisit: (agent: string, at: Date) => boolean
  /** Returns the preferences of Content-Signal and Content-Usage about the page. */
  readonly preferencesFor: (agent: string, url: string) => PagePreferences
  /** Returns whether a Noindex record excludes the page from indexes. */
  readonly isNoindex: (agent: string, url: string) => boolean
  /**
   * Returns the longest agent name in the file that occurs as a word in a whole User-Agent header; `*` if there is none. A value of
   * several words, such as `Terra Cotta`, must occur as a whole; words that all kinds of bots send, such as `http`, do not count.
   */
  readonly agentIn: (header: string) => string
}

/**
 * Parses a robots.txt. Follows RFC 9309, and is as tolerant as the reference parser: byte order marks, NULs, CR, LF, CRLF,
 * misspellings, lines without a line end, octets that are not UTF-8. O(n); never throws.
 */
export function parseRobots(input: string | Uint8Array, options: ParseRobotsOptions = {}): Robots {
  const text = readText(input, options.maxBytes)
  const data = dataOf(text)
  return Object.defineProperties(queriesOf(data), Object.getOwnPropertyDescriptors(data)) as Robots
}

/** WHY: queries alone need neither lines nor notes, so these are computed on first access. */
function dataOf(text: RawText): RobotsData {
  let lines: readonly RobotsLine[] | undefined
  let notes: readonly RobotsNote[] | undefined
  const allLines = (): readonly RobotsLine[] => (lines ??= readLines(splitText(text).lines).lines)
  return {
    get lines() {
      return allLines()
    },
    ...readGroups(text),
    get notes() {
      return (notes ??= notesOf(allLines(), text.notes))
    },
    readBytes: text.readBytes,
    ignoredBytes: text.ignoredBytes,
  }
}

function queriesOf(data: RobotsData): Omit<Robots, keyof RobotsData> {
  let groupIndex: GroupIndex | undefined
  let tokenIndex: TokenIndex | undefined
  const index = (): GroupIndex => (groupIndex ??= indexGroups(data.groups))
  const ratesFor: Robots['ratesFor'] = (agent, at) =>
    recordsOf(data, findGroups(index(), agent), 'request-rate')
      .filter(({ hours }) => at === undefined || hours === undefined || isWithin(hours, minuteOf(at)))
      .map(({ documents, periodSeconds, hours }) => ({ documents, periodSeconds, hours }))
  const visitTimesFor: Robots['visitTimesFor'] = (agent) =>
    recordsOf(data, findGroups(index(), agent), 'visit-time').map((record) => record.hours)
  return {
    isAllowed: (agent, url) => explainAccess(index(), agent, url).allowed,
    explain: (agent, url) => explainAccess(index(), agent, url),
    delayFor: (agent) =>
      recordsOf(data, findGroups(index(), agent), 'crawl-delay').reduce<number | undefined>(
        (longest, { seconds }) => Math.max(longest ?? 0, seconds),
        undefined,
      ),
    ratesFor,
    visitTimesFor,
    mayVisit: (agent, at) => {
      const hours = visitTimesFor(agent)
      return hours.length === 0 || hours.some((span) => isWithin(span, minuteOf(at)))
    },
    preferencesFor: (agent, url) => findPreferences(data, findGroups(index(), agent), url),
    isNoindex: (agent, url) => {
      const path = normalisePath(pathOfUrl(url))
      return recordsOf(data, findGroups(index(), agent), 'noindex').some(({ pattern }) => matchPath(pattern, path))
    },
    agentIn: (header) => findAgent((tokenIndex ??= indexTokens(data.groups)), header),
  }
}

function minuteOf(instant: Date): number {
  return instant.getUTCHours() * 60 + instant.getUTCMinutes()
}
