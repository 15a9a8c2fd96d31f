import { botCategories, type BotCategory } from '../src/bot-category.ts'
import type { BotEntry } from '../src/bot-entry.ts'
import { hasToken } from '../src/has-token.ts'
import { addAiNames, type AiNames } from './ai-names.ts'
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

/** Replacements for patterns that are words of devices, apps and browsers too: what the bot sends in addition, or more of its name. */
const instead: ReadonlyMap<string, readonly string[]> = new Map([
  ['Blackboard', ['blackboard safeassign']],
  ['Butterfly', ['labs.topsy.com/butterfly']],
  ['Daum\\/', ['cs.daum.net/faq']],
  ['Expanse', ['expanse, a palo alto networks']],
  ['Fetch\\/', ['guess.scritch.org']],
  ['Fever', ['feedafever.com']],
  ['Freespoke\\/', ['crawler.freespoke.com']],
  ['Genieo', ['genieo.com/webfilter']],
  ['Instapaper\\/', ['instaparser/']],
  ['Magellan', ['magellan crawler']],
  ['Make\\/', ['make/production']],
  ['Overcast\\/', ['overcast/1.0 podcast sync']],
  ['PayPal\\/', ['paypal ipn']],
  ['Podimo', ['+https://podimo.com']],
  ['Swisscows', ['swisscows favicons']],
  ['Synapse', ['synapse (bot', 'matrix-org/synapse']],
  ['Wayback', ['wayback machine live record']],
  ['speedy', ['speedy spider']],
  ['Sogou', ['sogou web spider', 'sogou spider', 'sogou inst spider', 'sogou news spider', 'sogou pic spider']],
  ['coccoc', ['coccocbot', 'coccoc/1', 'help.coccoc.com']],
  ['Y!J', ['y!j-']],
  ['NextCloud', ['nextcloud-news']],
  ['Tumblr\\/', ['tumblr/14']],
])

/** Patterns that only match what people use, and why. */
const ofPeople: ReadonlyMap<string, string> = new Map([
  ['Fluid', 'a browser for single sites on Mac OS'],
  ['MetaIAB Facebook', 'the browser inside the Facebook app'],
  ['Viber', 'the browser inside the Viber app sends it too, and previews send nothing else'],
  ['NING\\/', 'the end of names of browsers, such as `Lightning/`'],
])

/** Matches tokens that are unambiguous anywhere; other tokens must be words if all known User-Agents agree. */
const unmistakable = /bot|crawl|spider|scan|monitor|search|fetch|feed|check|http|[^a-z]/

/** The minimum length of a token. Shorter ones occur in unrelated words. */
const minLength = { word: 3, anywhere: 4 } as const

/**
 * Makes the catalogue from the source. Tokens that match one of `browsers`, and patterns without a literal token, are omitted,
 * with the reason.
 */
export function makeCatalog(
  source: readonly SourceEntry[],
  browsers: readonly string[],
  aiNames: AiNames = {},
): MadeCatalog {
  // WHY: a search in one text is much faster than in thousands, and no token contains a line end.
  const people = browsers.join('\n').toLowerCase()
  const entries = new Map<string, BotEntry>()
  const leftOut: { readonly pattern: string; readonly reason: string }[] = []
  for (const { pattern, url, tags = [], instances } of source) {
    const literal = tokensOf(pattern, instances)
    const ofPerson = ofPeople.get(pattern)
    if (ofPerson !== undefined) {
      leftOut.push({ pattern, reason: ofPerson })
      continue
    }
    if (literal.kind === 'none') {
      leftOut.push({ pattern, reason: literal.reason })
      continue
    }
    for (const { text, word } of literal.tokens) {
      const categories = categoriesOf(text, tags)
      const fault = faultOf(text, word, categories, people)
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
  for (const { pattern, reason } of addAiNames(entries, aiNames)) leftOut.push({ pattern, reason })
  for (const entry of entries.values()) {
    const fault = faultOf(entry.token, entry.word === true, entry.categories, people)
    if (fault === undefined) continue
    entries.delete(entry.token)
    leftOut.push({ pattern: entry.token, reason: fault })
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

function faultOf(token: string, word: boolean, categories: readonly BotCategory[], people: string): string | undefined {
  if (categories.length === 0) return 'no category'
  if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]{2,128}$/.test(token)) return 'not printable ASCII'
  if (neverSent.has(token)) return 'no client sends it'
  if (token.replaceAll(/[^a-z0-9]/g, '').length < (word ? minLength.word : minLength.anywhere))
    return 'too short to be distinguished from other words'
  const entry = word ? ({ token, word } as const) : { token }
  if (!hasToken(people, entry)) return undefined
  const match = people.split('\n').find((agent) => hasToken(agent, entry))
  return match === undefined ? undefined : `browsers send it too: ${match}`
}

function inOrder(categories: readonly BotCategory[]): readonly BotCategory[] {
  return botCategories.filter((category) => categories.includes(category))
}
