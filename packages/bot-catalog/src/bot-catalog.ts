import type { BotEntry } from './bot-entry.ts'
import { catalogEntries, catalogSource } from './catalog-data.ts'
import type { CatalogSource } from './catalog-source.ts'

/** Bots, and the source of the data. */
export interface BotCatalog {
  readonly source: CatalogSource
  /** The entries, sorted by token. */
  readonly entries: readonly BotEntry[]
}

/** The built-in catalogue. Plain data; nothing is fetched. */
export const botCatalog: BotCatalog = { source: catalogSource, entries: catalogEntries }
