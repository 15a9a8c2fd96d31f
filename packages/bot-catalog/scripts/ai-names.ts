import { botCategories, type BotCategory } from '../src/bot-category.ts'
import type { BotEntry } from '../src/bot-entry.ts'
import { hasToken } from '../src/has-token.ts'

/** The names that ai.robots.txt lists, and what each does, in its words. */
export type AiNames = Readonly<Record<string, string>>

/** Names that are not in the categories of language models, and why. */
const leftOutNames: ReadonlyMap<string, string> = new Map([
  ['applebot', 'a search engine: in `search`'],
  ['applebot-extended', 'no client sends it'],
  ['bravebot', 'a search engine: in `search`'],
  ['code', 'the editor of people sends it too'],
  ['cursor', 'the editor of people sends it too'],
  ['facebookexternalhit', 'draws previews of shared links: in `social-preview`'],
  ['google-extended', 'no client sends it'],
  ['petalbot', 'a search engine: in `search`'],
  ['scrapy', 'a library for any purpose: in `tool`'],
  ['spider', 'a word in the names of many bots'],
  ['trae', 'the editor of people sends it too'],
  ['yak', 'too short to be distinguished from other words'],
])

/** Names whose token is not the name itself. */
const tokens: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai/'],
  ['operator', 'operator/'],
])

const trains =
  /train|llm|data ?set|scrap|data provider|machine learning|model|data is sold|undocumented|data collection|unclear/i
const fetches = /assistant|agent|coding|search|prompt|answer|chat|companion|writing|rss|data provider/i

/**
 * Adds the names to the entries: an entry with the same name gets the category, other names become entries. Names that an entry of
 * such a category matches already stay as they are. Returns the names that are left out. O(names × entries).
 */
export function addAiNames(
  entries: Map<string, BotEntry>,
  names: AiNames,
): readonly { readonly pattern: string; readonly reason: string }[] {
  const leftOut: { readonly pattern: string; readonly reason: string }[] = []
  for (const [written, purpose] of Object.entries(names).toSorted(([one], [other]) => one.length - other.length)) {
    const name = written.toLowerCase().replace(/[/ ]\d.*$/, '')
    const reason = leftOutNames.get(name)
    if (reason !== undefined) {
      leftOut.push({ pattern: `ai.robots.txt: ${written}`, reason })
      continue
    }
    const sent = `${name}/1.0`
    if ([...entries.values()].some((entry) => isOfModels(entry) && hasToken(sent, entry))) continue
    const token = tokens.get(name) ?? name
    const same = entries.get(token) ?? entries.get(`${token}/`)
    const categories = categoriesOf(purpose)
    if (same !== undefined)
      entries.set(same.token, { ...same, categories: inOrder([...same.categories, ...categories]) })
    else entries.set(token, { token, ...(isPlainWord(token) && { word: true as const }), categories })
  }
  return leftOut
}

/** Whether the entry is in a category of language models. */
export function isOfModels({ categories }: Pick<BotEntry, 'categories'>): boolean {
  return categories.includes('ai-training') || categories.includes('ai-fetching')
}

function categoriesOf(purpose: string): readonly BotCategory[] {
  const found: readonly BotCategory[] = [
    ...(trains.test(purpose) ? (['ai-training'] as const) : []),
    ...(fetches.test(purpose) ? (['ai-fetching'] as const) : []),
  ]
  return found.length === 0 ? ['ai-training'] : found
}

/** Whether the token could be part of another word. */
function isPlainWord(token: string): boolean {
  return /^[a-z]+$/.test(token) && !/bot|crawl|spider|agent|fetch|download/.test(token)
}

function inOrder(categories: readonly BotCategory[]): readonly BotCategory[] {
  return botCategories.filter((category) => categories.includes(category))
}
