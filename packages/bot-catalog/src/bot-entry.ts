import type { BotCategory } from './bot-category.ts'

/** A bot, identified by its User-Agent. */
export interface BotEntry {
  /**
   * A string in the bot's User-Agent, regardless of case. Written in lower case, in printable ASCII, with at least three
   * characters.
   */
  readonly token: string
  /** If true, the token matches only without an adjacent letter or digit. */
  readonly word?: true
  /** At least one category. */
  readonly categories: readonly BotCategory[]
  /** A page that describes the bot, by its operator or by others. */
  readonly url?: string
}
