import type { DayHours } from '../parse/day-hours.ts'
import type { Octets } from '../parse/octets.ts'

/** The groups of a robots.txt as rules that a server can enforce, before they are written as text. */
export interface EnforcedRobots {
  /** Audiences in the order of the file; a client belongs to at most one of them, except if names have equal length. */
  readonly audiences: readonly RobotsAudience[]
  readonly rules: readonly EnforcedRule[]
  /** Names in the file that get no rules, although they are those of crawlers: the rules of `*` do not apply to these either. */
  readonly others: readonly { readonly name: string; readonly line: number }[]
}

/** The clients to which some groups apply. */
export interface RobotsAudience {
  /** The name of the `bots` declaration: `group_12`, with the line of the first `User-agent`. */
  readonly id: string
  /**
   * `named`: the longest of all enforced names that the User-Agent contains as a word is one of `names`.
   * `other-bots`: the client is a bot, and its User-Agent contains none of the names (`User-agent: *`).
   */
  readonly kind: 'named' | 'other-bots'
  readonly names: readonly string[]
  readonly line: number
}

/** A rule that follows from a robots.txt. */
export type EnforcedRule =
  /**
   * The client is refused if `pattern` matches and none of `unless` does, which are the Allow patterns that are at least as long.
   * For all Disallow lines together this means "the longest match wins, a tie allows".
   */
  | {
      readonly kind: 'block-paths'
      readonly audience: RobotsAudience
      readonly pattern: Octets
      readonly unless: readonly Octets[]
      readonly line: number
    }
  /** The client is refused in these hours, with 503, so that it comes back later. */
  | {
      readonly kind: 'block-hours'
      readonly audience: RobotsAudience
      readonly closed: readonly DayHours[]
      readonly line: number
    }
  | {
      readonly kind: 'limit'
      readonly audience: RobotsAudience
      readonly count: number
      readonly periodSeconds: number
      /** Undefined: exactly `count` in any interval of the period. */
      readonly burst: number | undefined
      /** Undefined: all day. */
      readonly during: readonly DayHours[] | undefined
      readonly line: number
    }
  /**
   * The client is refused if it belongs to a category of the bot catalogue, since it would do what Content-Signal or
   * Content-Usage forbids.
   */
  | {
      readonly kind: 'block-category'
      readonly audience: RobotsAudience
      readonly category: BotCategory
      /** Undefined: everywhere. */
      readonly pattern: Octets | undefined
      /** Longer patterns for which the file allows it. */
      readonly unless: readonly Octets[]
      readonly line: number
    }

/** The categories of the bot catalogue that a preference can concern. */
export type BotCategory = 'ai-training' | 'ai-fetching'
