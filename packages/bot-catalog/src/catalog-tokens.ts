import { botCatalog, type BotCatalog } from './bot-catalog.ts'
import type { BotCategory } from './bot-category.ts'

/** A string to search for in User-Agents, regardless of case. */
export interface CatalogToken {
  readonly text: string
  /** If true, the string matches only without an adjacent letter or digit. */
  readonly word: boolean
}

/**
 * Returns the tokens of each category, as a policy means them by `catalog "ai-training"`, in the form that the checker takes. A
 * bot with several categories is in each of them. O(categories × entries).
 */
export function catalogTokens(
  catalog: BotCatalog = botCatalog,
): Readonly<Record<BotCategory, readonly CatalogToken[]>> {
  const tokensOf = (category: BotCategory): readonly CatalogToken[] =>
    catalog.entries
      .filter(({ categories }) => categories.includes(category))
      .map(({ token, word = false }) => ({ text: token, word }))
  return {
    search: tokensOf('search'),
    'ai-training': tokensOf('ai-training'),
    'ai-fetching': tokensOf('ai-fetching'),
    seo: tokensOf('seo'),
    monitoring: tokensOf('monitoring'),
    'social-preview': tokensOf('social-preview'),
    archive: tokensOf('archive'),
    feed: tokensOf('feed'),
    tool: tokensOf('tool'),
    advertising: tokensOf('advertising'),
    research: tokensOf('research'),
  }
}
