import { readFileSync } from 'node:fs'
import type { BotCatalog } from '../src/bot-catalog.ts'
import { botCategories, type BotCategory } from '../src/bot-category.ts'
import { hasToken } from '../src/has-token.ts'
import { peopleAgents, peopleText } from '../src/testing/people-agents.ts'
import { type AiNames, isOfModels } from './ai-names.ts'
import type { SourceEntry } from './make-catalog.ts'

/** What a catalogue does with known User-Agents. */
export interface Figures {
  readonly people: number
  /** People that an entry matches. */
  readonly falsePeople: readonly string[]
  /** Known bots and how many of them an entry matches, by source. */
  readonly found: readonly { readonly source: string; readonly bots: number; readonly found: number }[]
  /** The same for bots whose source gives them a category, by category. */
  readonly byCategory: readonly { readonly category: BotCategory; readonly bots: number; readonly found: number }[]
  /** Names that ai.robots.txt lists, and how many an entry of `ai-training`, or of this and `ai-fetching`, matches. */
  readonly names: { readonly listed: number; readonly training: number; readonly both: number }
}

const fromPackages = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../node_modules/${path}`, import.meta.url), 'utf8'))

/** The categories of the tags of crawler-user-agents; `ai-crawler` is either. */
const tagsOf: Readonly<Partial<Record<BotCategory, readonly string[]>>> = {
  search: ['search-engine'],
  seo: ['seo'],
  monitoring: ['monitoring'],
  'social-preview': ['social-preview'],
  archive: ['archiver'],
  feed: ['feed-reader'],
  tool: ['http-library', 'scanner', 'browser-automation'],
  advertising: ['advertising'],
  research: ['academic'],
}

/** Computes the figures of a catalogue. O(entries × User-Agents). */
export function figuresOf({ entries }: Pick<BotCatalog, 'entries'>): Figures {
  const listed = fromPackages('crawler-user-agents/crawler-user-agents.json') as readonly SourceEntry[]
  const top = fromPackages('top-crawler-agents/index.json') as readonly string[]
  const aiNames = JSON.parse(readFileSync(new URL('../sources/ai-robots.json', import.meta.url), 'utf8')) as AiNames
  const isFound = (agent: string, of = entries): boolean => {
    const folded = agent.toLowerCase()
    return of.some((entry) => hasToken(folded, entry))
  }
  const count = (agents: readonly string[], of = entries): number => agents.filter((agent) => isFound(agent, of)).length
  const inPeople = entries.filter((entry) => hasToken(peopleText, entry))
  const instances = listed.flatMap((entry) => entry.instances)
  const names = Object.keys(aiNames).map((name) => `${name}/1.0`)
  return {
    people: peopleAgents.length,
    falsePeople: peopleAgents.filter((agent) => isFound(agent, inPeople)),
    found: [
      { source: 'crawler-user-agents 1.60.0', bots: instances.length, found: count(instances) },
      { source: 'top-crawler-agents 1.0.35', bots: top.length, found: count(top) },
    ],
    byCategory: botCategories.flatMap((category) => {
      const wanted = tagsOf[category]
      if (wanted === undefined) return []
      const agents = listed
        .filter(({ tags = [] }) => wanted.some((tag) => tags.includes(tag)))
        .flatMap((entry) => entry.instances)
      const own = entries.filter(({ categories }) => categories.includes(category))
      return [{ category, bots: agents.length, found: count(agents, own) }]
    }),
    names: {
      listed: names.length,
      training: count(
        names,
        entries.filter(({ categories }) => categories.includes('ai-training')),
      ),
      both: count(names, entries.filter(isOfModels)),
    },
  }
}

/** Returns the figures as a table. */
export function figuresTable({ people, falsePeople, found, byCategory, names }: Figures): string {
  const rows: readonly (readonly [string, number, number])[] = [
    ['people’s browsers, apps and devices', people, falsePeople.length],
    ...found.map((each): [string, number, number] => [`bots of ${each.source}`, each.bots, each.found]),
    ...byCategory.map((each): [string, number, number] => [`– those of \`${each.category}\``, each.bots, each.found]),
    ['names of ai.robots.txt, in `ai-training` or `ai-fetching`', names.listed, names.both],
    ['– in `ai-training`', names.listed, names.training],
  ]
  const lines = rows.map(
    ([what, all, matched]) => `| ${what} | ${grouped(all)} | ${grouped(matched)} | ${percent(matched, all)} |\n`,
  )
  return `| User-Agents | number | matched | |\n|---|--:|--:|--:|\n${lines.join('')}`
}

const start = '<!-- figures: made by scripts/refresh.ts -->\n'
const end = '<!-- end of figures -->\n'

/** Returns the page with its figures replaced. */
export function withFigures(page: string, table: string): string {
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from < 0 || to < 0) throw new TypeError('the page has no place for figures')
  return `${page.slice(0, from)}${start}${table}${page.slice(to)}`
}

function grouped(count: number): string {
  return String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',')
}

function percent(part: number, all: number): string {
  return `${((part * 100) / all).toFixed(1)} %`
}
