import { botCatalog, type BotCatalog } from './bot-catalog.ts'
import type { BotCategory } from './bot-category.ts'

/** A text to look for in User-Agents, in any case. */
export interface CatalogToken {
  readonly text: string
  /** Only where no letter or digit stands beside it. */
  readonly word: boolean
}

/**
 * The tokens of each category: what a policy means by `catalog "ai-training"`, in the form that a checker takes. A bot of
 * several categories is in each of them. O(categories × entries).
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
