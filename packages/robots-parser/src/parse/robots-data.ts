import type { RobotsLineKind } from './classify-line.ts'
import type { ContentPreference } from './content-preferences.ts'
import type { DayHours } from './day-hours.ts'
import type { RobotsNote } from './note.ts'
import type { Octets } from './octets.ts'

/** A robots.txt as data: nothing in the file is missing, and all of it can be written as JSON. */
export interface RobotsData {
  readonly lines: readonly RobotsLine[]
  readonly groups: readonly RobotsGroup[]
  /** Records before the first `User-agent`; the delays among them apply to agents that have none of their own. */
  readonly preamble: readonly GroupRecord[]
  /** The sitemaps as written, in order. */
  readonly sitemaps: readonly string[]
  /** The last valid `Host` (or `Domain`) in lower case. */
  readonly host: string | undefined
  readonly cleanParams: readonly RobotsCleanParam[]
  /** At most 1,000 notes; the last one says how many more there are. Every line also has its own `because`. */
  readonly notes: readonly RobotsNote[]
  readonly readBytes: number
  /** The number of bytes after the size limit, which were not read. */
  readonly ignoredBytes: number
}

/** One line and how it was interpreted. */
export interface RobotsLine {
  /** The line number, from 1. */
  readonly number: number
  readonly kind: RobotsLineKind
  /** The line as text, without its line end. */
  readonly text: string
  /** The value after the colon, without comment and surrounding spaces; undefined for lines that are not `key: value`. */
  readonly value: string | undefined
  /**
   * `understood`: it has its usual meaning. `suspicious`: it has an effect, but probably not the intended one, or is not written
   * as the standard requires. `ignored`: it has no effect.
   */
  readonly outcome: 'understood' | 'suspicious' | 'ignored'
  /** Why it is suspicious or ignored. */
  readonly because: string | undefined
}

/** Agents and their rules: `User-agent` lines with the records that follow. */
export interface RobotsGroup {
  /** The line of the first `User-agent`. */
  readonly line: number
  readonly agents: readonly RobotsAgent[]
  /**
   * Allow and Disallow, in the order of the file. A group without any before the next `User-agent` shares the rules of the
   * following group (RFC 9309 §2.2.1: other records do not end a group); then both have the same array.
   */
  readonly rules: readonly PathRule[]
  /** All other records for these agents. */
  readonly records: readonly GroupRecord[]
}

/** One `User-agent` name. */
export interface RobotsAgent {
  /** The product token in lower case, with digits and dots, without version; `*` for every crawler. */
  readonly name: string
  /** The value as written, without the comment. */
  readonly written: string
  readonly line: number
}

/** A path pattern that is allowed or disallowed. */
export interface PathRule {
  readonly kind: 'allow' | 'disallow'
  /** The normalised pattern: ASCII, `*` for any characters, `$` at the end as an anchor. Its length decides which rule wins. */
  readonly pattern: Octets
  readonly line: number
}

/** An extension in a group, with its line. */
export type GroupRecord =
  /** Seconds between two requests; 0 means that there is no delay. */
  | { readonly kind: 'crawl-delay'; readonly seconds: number; readonly line: number }
  /** The same for archivers. */
  | { readonly kind: 'cache-delay'; readonly seconds: number; readonly line: number }
  | {
      readonly kind: 'request-rate'
      readonly documents: number
      readonly periodSeconds: number
      readonly hours: DayHours | undefined
      readonly line: number
    }
  | { readonly kind: 'visit-time'; readonly hours: DayHours; readonly line: number }
  | { readonly kind: 'noindex'; readonly pattern: Octets; readonly line: number }
  | { readonly kind: 'content-signal'; readonly preferences: readonly ContentPreference[]; readonly line: number }
  | {
      readonly kind: 'content-usage'
      /** The normalised pattern of the paths to which it applies; undefined: all. */
      readonly pattern: Octets | undefined
      readonly preferences: readonly ContentPreference[]
      readonly line: number
    }

/** A `Clean-param` line: parameters that do not change the content of pages below a path. */
export interface RobotsCleanParam {
  readonly parameters: readonly string[]
  readonly path: string
  readonly line: number
}
