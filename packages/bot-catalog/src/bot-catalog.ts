import type { BotEntry } from './bot-entry.ts'
import { catalogEntries, catalogSource } from './catalog-data.ts'

/** Bots, and where the knowledge of them comes from. */
export interface BotCatalog {
  readonly source: CatalogSource
  /** By token. */
  readonly entries: readonly BotEntry[]
}

/** The published list that the entries were made from. */
export interface CatalogSource {
  readonly name: string
  readonly version: string
  /** SPDX identifier. */
  readonly license: string
  readonly url: string
}

/** The built-in catalogue. Plain data; nothing is fetched. */
export const botCatalog: BotCatalog = { source: catalogSource, entries: catalogEntries }
