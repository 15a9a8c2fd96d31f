import { botCatalog, type BotCatalog } from './bot-catalog.ts'
import type { BotEntry } from './bot-entry.ts'
import { hasToken } from './has-token.ts'

/**
 * Returns the entries whose tokens occur in a User-Agent, longest token first. Meant for people and tests: O(entries × agent).
 */
export function findBots(agent: string, catalog: BotCatalog = botCatalog): readonly BotEntry[] {
  const folded = agent.toLowerCase()
  return catalog.entries
    .filter((entry) => hasToken(folded, entry))
    .toSorted((one, other) => other.token.length - one.token.length)
}
