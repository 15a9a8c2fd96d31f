import type { DayHours } from '../parse/day-hours.ts'
import type { Octets } from '../parse/octets.ts'

/** The groups of a robots.txt as rules that a server can enforce, before they become text. */
export interface EnforcedRobots {
  /** In the order of the file; a client belongs to at most one of them, save for names of equal length. */
  readonly audiences: readonly RobotsAudience[]
  readonly rules: readonly EnforcedRule[]
}

/** The clients that some groups are about. */
export interface RobotsAudience {
  /** Name of the `bots` declaration: `group_12`, the line of the first `User-agent`. */
  readonly id: string
  /**
   * `named`: the longest of all enforced names that stands as a word in the User-Agent is one of `names`.
   * `other-bots`: the client is a bot, and none of the names stands in its User-Agent (`User-agent: *`).
   */
  readonly kind: 'named' | 'other-bots'
  readonly names: readonly string[]
  readonly line: number
}

export type EnforcedRule =
  /**
   * The client is refused where `pattern` matches and none of `unless`: Allow patterns that are at least as long. For all
   * Disallow lines together that is "the longest match wins, a tie allows".
   */
  | {
      readonly kind: 'block-paths'
      readonly audience: RobotsAudience
      readonly pattern: Octets
      readonly unless: readonly Octets[]
      readonly line: number
    }
  /** The client is refused in these hours, with 503: it may come again. */
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
      /** Undefined: exactly `count` in any stretch of the period. */
      readonly burst: number | undefined
      /** Undefined: all day. */
      readonly during: readonly DayHours[] | undefined
      readonly line: number
    }
  /** The client is refused if it is of a category of the bot catalogue: it would do what Content-Signal or Content-Usage forbids. */
  | {
      readonly kind: 'block-category'
      readonly audience: RobotsAudience
      readonly category: BotCategory
      /** Undefined: everywhere. */
      readonly pattern: Octets | undefined
      /** Longer patterns for which the file says yes. */
      readonly unless: readonly Octets[]
      readonly line: number
    }

/** Categories of the bot catalogue that a preference can concern. */
export type BotCategory = 'ai-training' | 'ai-fetching'
