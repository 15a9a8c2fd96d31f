import type { BotCategory } from './bot-category.ts'

/** One bot, as its User-Agent tells it. */
export interface BotEntry {
  /** Lower case, printable ASCII, at least three characters: stands somewhere in the bot's User-Agent, in any case. */
  readonly token: string
  /** Only where no letter or digit stands beside it. */
  readonly word?: true
  /** At least one. */
  readonly categories: readonly BotCategory[]
  /** Where its operator, or somebody else, describes it. */
  readonly url?: string
}
