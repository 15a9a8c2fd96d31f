import type { RobotsLineKind } from './classify-line.ts'
import type { ContentPreference } from './content-preferences.ts'
import type { DayHours } from './day-hours.ts'
import type { RobotsNote } from './note.ts'
import type { Octets } from './octets.ts'

/** A robots.txt as data: nothing of the file is missing, and everything can be written as JSON. */
export interface RobotsData {
  readonly lines: readonly RobotsLine[]
  readonly groups: readonly RobotsGroup[]
  /** Records that stand before the first `User-agent`; the delays among them hold for agents that have none of their own. */
  readonly preamble: readonly GroupRecord[]
  /** As written, in order. */
  readonly sitemaps: readonly string[]
  /** The last valid `Host` (or `Domain`), lower case. */
  readonly host: string | undefined
  readonly cleanParams: readonly RobotsCleanParam[]
  /** At most 1,000; the last one says how many more there would be. Every line has its own `because` in any case. */
  readonly notes: readonly RobotsNote[]
  readonly readBytes: number
  /** Bytes behind the size limit, which nobody looked at. */
  readonly ignoredBytes: number
}

/** One line and what became of it. */
export interface RobotsLine {
  /** 1-based. */
  readonly number: number
  readonly kind: RobotsLineKind
  /** The line as text, without its line end. */
  readonly text: string
  /** Behind the colon, without comment and blanks; undefined for lines that are not `key: value`. */
  readonly value: string | undefined
  /**
   * `understood`: it means what it says. `suspicious`: it counts, but hardly as meant, or not as the standard writes it.
   * `ignored`: it means nothing here.
   */
  readonly outcome: 'understood' | 'suspicious' | 'ignored'
  /** Why it is suspicious or ignored. */
  readonly because: string | undefined
}

/** Agents and what holds for them: `User-agent` lines with the records that follow. */
export interface RobotsGroup {
  /** Line of the first `User-agent`. */
  readonly line: number
  readonly agents: readonly RobotsAgent[]
  /**
   * Allow and Disallow, in the order of the file. A group in which none stands before the next `User-agent` shares the
   * rules of the following one (RFC 9309 §2.2.1: other records do not end a group); both hold the same array then.
   */
  readonly rules: readonly PathRule[]
  /** Everything else that was said for these agents. */
  readonly records: readonly GroupRecord[]
}

/** One `User-agent` name. */
export interface RobotsAgent {
  /** Lower case: the product token, with digits and dots, without version; `*` for everybody. */
  readonly name: string
  /** The value as written, without the comment. */
  readonly written: string
  readonly line: number
}

/** A path pattern that is allowed or not. */
export interface PathRule {
  readonly kind: 'allow' | 'disallow'
  /** Normalised: ASCII, `*` any run, `$` at the end an anchor. Its length decides which rule wins. */
  readonly pattern: Octets
  readonly line: number
}

export type GroupRecord =
  /** Seconds between two requests; 0 states that there is no delay. */
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
      /** Normalised pattern of the paths that it holds for; undefined: all. */
      readonly pattern: Octets | undefined
      readonly preferences: readonly ContentPreference[]
      readonly line: number
    }

export interface RobotsCleanParam {
  readonly parameters: readonly string[]
  readonly path: string
  readonly line: number
}
