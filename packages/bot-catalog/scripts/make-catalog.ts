import { botCategories, type BotCategory } from '../src/bot-category.ts'
import type { BotEntry } from '../src/bot-entry.ts'
import { hasToken } from '../src/has-token.ts'
import { bothBots, fetchingBots } from './ai-purposes.ts'
import { literalTokens, type LiteralTokens } from './literal-tokens.ts'

/** An entry of crawler-user-agents, limited to the fields in use. */
export interface SourceEntry {
  readonly pattern: string
  readonly url?: string
  readonly tags?: readonly string[]
  readonly instances: readonly string[]
}

export interface MadeCatalog {
  /** The entries, sorted by token. */
  readonly entries: readonly BotEntry[]
  /** Patterns without an entry. */
  readonly leftOut: readonly { readonly pattern: string; readonly reason: string }[]
}

/** Categories by tag of the source; `ai-crawler` is subdivided by name. */
const categoryOfTag: Readonly<Record<string, BotCategory>> = {
  'search-engine': 'search',
  seo: 'seo',
  monitoring: 'monitoring',
  'social-preview': 'social-preview',
  archiver: 'archive',
  'feed-reader': 'feed',
  'http-library': 'tool',
  scanner: 'tool',
  'browser-automation': 'tool',
  advertising: 'advertising',
  academic: 'research',
}

/** Names that no client sends: they are used in robots.txt only. */
const neverSent: ReadonlySet<string> = new Set(['google-extended', 'applebot-extended'])

/** Replacements for patterns that also match browsers. */
const instead: ReadonlyMap<string, readonly string[]> = new Map([
  ['Sogou', ['sogou web spider', 'sogou spider', 'sogou inst spider', 'sogou news spider', 'sogou pic spider']],
  ['coccoc', ['coccocbot', 'coccoc/1', 'help.coccoc.com']],
  ['Y!J', ['y!j-']],
  ['NextCloud', ['nextcloud-news']],
  ['Tumblr\\/', ['tumblr/14']],
])

/** Matches tokens that are unambiguous anywhere; other tokens must be words if all known User-Agents agree. */
const unmistakable = /bot|crawl|spider|scan|monitor|search|fetch|feed|check|http|[^a-z]/

/** The minimum length of a token. Shorter ones occur in unrelated words. */
const minLength = { word: 3, anywhere: 4 } as const

/**
 * Makes the catalogue from the source. Tokens that match one of `browsers`, and patterns without a literal token, are omitted,
 * with the reason.
 */
export function makeCatalog(source: readonly SourceEntry[], browsers: readonly string[]): MadeCatalog {
  const folded = browsers.map((agent) => agent.toLowerCase())
  const entries = new Map<string, BotEntry>()
  const leftOut: { readonly pattern: string; readonly reason: string }[] = []
  for (const { pattern, url, tags = [], instances } of source) {
    const literal = tokensOf(pattern, instances)
    if (literal.kind === 'none') {
      leftOut.push({ pattern, reason: literal.reason })
      continue
    }
    for (const { text, word } of literal.tokens) {
      const categories = categoriesOf(text, tags)
      const fault = faultOf(text, word, categories, folded)
      if (fault !== undefined) {
        leftOut.push({ pattern: literal.tokens.length === 1 ? pattern : `${pattern}: ${text}`, reason: fault })
        continue
      }
      const before = entries.get(text)
      entries.set(text, {
        token: text,
        ...(word && before?.word !== undefined ? { word: true } : word && before === undefined ? { word: true } : {}),
        categories: inOrder([...(before?.categories ?? []), ...categories]),
        ...((before?.url ?? url) === undefined ? {} : { url: before?.url ?? url ?? '' }),
      })
    }
  }
  const byToken = [...entries.values()].toSorted((one, other) => (one.token < other.token ? -1 : 1))
  return { entries: byToken, leftOut }
}

function tokensOf(pattern: string, instances: readonly string[]): LiteralTokens {
  const others = instead.get(pattern)
  if (others !== undefined) return { kind: 'tokens', tokens: others.map((text) => ({ text, word: false })) }
  const literal = literalTokens(pattern)
  if (literal.kind === 'none') return literal
  const agents = instances.map((agent) => agent.toLowerCase())
  return {
    kind: 'tokens',
    tokens: literal.tokens.map(({ text, word }) => {
      const asText = agents.filter((agent) => hasToken(agent, { token: text }))
      const asWord = asText.filter((agent) => hasToken(agent, { token: text, word: true }))
      return { text, word: word || (!unmistakable.test(text) && asText.length > 0 && asWord.length === asText.length) }
    }),
  }
}

function categoriesOf(token: string, tags: readonly string[]): readonly BotCategory[] {
  return tags.flatMap((tag): readonly BotCategory[] => {
    if (tag !== 'ai-crawler') return categoryOfTag[tag] === undefined ? [] : [categoryOfTag[tag]]
    if (bothBots.has(token)) return ['ai-training', 'ai-fetching']
    return [fetchingBots.has(token) ? 'ai-fetching' : 'ai-training']
  })
}

function faultOf(
  token: string,
  word: boolean,
  categories: readonly BotCategory[],
  browsers: readonly string[],
): string | undefined {
  if (categories.length === 0) return 'no category'
  if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]{2,128}$/.test(token)) return 'not printable ASCII'
  if (neverSent.has(token)) return 'no client sends it'
  if (token.replaceAll(/[^a-z0-9]/g, '').length < (word ? minLength.word : minLength.anywhere))
    return 'too short to be distinguished from other words'
  const entry = word ? ({ token, word } as const) : { token }
  const match = browsers.find((agent) => hasToken(agent, entry))
  return match === undefined ? undefined : `browsers send it too: ${match}`
}

function inOrder(categories: readonly BotCategory[]): readonly BotCategory[] {
  return botCategories.filter((category) => categories.includes(category))
}
