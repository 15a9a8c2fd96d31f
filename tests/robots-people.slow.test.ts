import { readFileSync, writeFileSync } from 'node:fs'
import { botCategories, catalogTokens } from '@tidegate/bot-catalog'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { toPolicy } from '@tidegate/robots-parser'
import { describe, expect, it } from 'vitest'
import { peopleAgents } from '../packages/bot-catalog/src/testing/people-agents.ts'

/** Returns whether a policy with this robots.txt refuses a User-Agent at `/x`. */
function refusalOf(policy: string, robots: string): (agent: string) => boolean {
  const read = (file: string) => ({ kind: 'text', file, text: robots }) as const
  const { model } = checkPolicy(
    { file: 'site.policy', text: policy },
    {
      ...noFiles,
      readText: read,
      importers: { robots: toPolicy },
      catalog: catalogTokens(),
      limits: { findingSteps: 1000 },
    },
  )
  if (model === undefined) throw new TypeError('the policy has errors')
  const gate = createGate(planPolicy(model))
  return (agent) =>
    gate.decide({ method: 'GET', target: '/x', headers: ['Host', 'a.example', 'User-Agent', agent], peer: '192.0.2.1' })
      .outcome === 'block'
}

const docs = new URL('../docs/robots.md', import.meta.url)
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../packages/bot-catalog/node_modules/${path}`, import.meta.url), 'utf8'))

const enforce = 'import robots "robots.txt" as r enforce rules\n'

describe('people', () => {
  it('are never refused by `User-agent: *`', () => {
    const refuses = refusalOf(enforce, 'User-agent: *\nDisallow: /')
    expect(refuses('Mozilla/5.0 (compatible; otherbot/1.0)')).toBe(true)
    expect(peopleAgents.filter(refuses)).toEqual([])
  })

  it('are never refused by any category of the catalogue', () => {
    const sets = botCategories.map((category, index) => `bots c${index} = catalog "${category}"\n`).join('')
    const all = botCategories.map((_, index) => `c${index}`).join(', ')
    const refuses = refusalOf(`${sets}block bot in ${all}\n`, '')
    expect(refuses('CCBot/2.0')).toBe(true)
    expect(peopleAgents.filter(refuses)).toEqual([])
  })

  it('are not bots of the policy either, whatever names the file contains', () => {
    const refuses = refusalOf(
      `${enforce}block bot is present\n`,
      'User-agent: *\nDisallow: /\n\nUser-agent: Pinterest\nUser-agent: Code\nUser-agent: Viber Corp\nDisallow:',
    )
    expect(peopleAgents.filter(refuses)).toEqual([])
  })

  it('are never refused by a group whose name is a word of theirs', () => {
    const words = [...new Set(peopleAgents.flatMap((agent) => agent.match(/[A-Za-z][A-Za-z_.-]*/g) ?? []))]
    for (let from = 0; from < words.length; from += 1500) {
      const names = words.slice(from, from + 1500).map((word) => `User-agent: ${word}\n`)
      expect(peopleAgents.filter(refusalOf(enforce, `${names.join('')}Disallow: /\n`))).toEqual([])
    }
  })
})

it('the figures of `*` in docs/robots.md are those of this version', () => {
  const refuses = refusalOf(enforce, 'User-agent: *\nDisallow: /')
  const listed = readJson('crawler-user-agents/crawler-user-agents.json') as readonly {
    readonly instances: readonly string[]
  }[]
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['people’s browsers, apps and devices', peopleAgents],
    ['bots of crawler-user-agents', listed.flatMap(({ instances }) => instances)],
    ['bots of top-crawler-agents', readJson('top-crawler-agents/index.json') as readonly string[]],
  ]
  const table = rows
    .map(([what, agents]) => `| ${what} | ${agents.length} | ${agents.filter(refuses).length} |\n`)
    .join('')
  const page = readFileSync(docs, 'utf8')
  const [before = '', rest = ''] = page.split(/(?<=<!-- figures of `\*`.*-->\n)/)
  const after = rest.slice(rest.indexOf('<!-- end of figures'))
  const written = `${before}| User-Agents | number | bound by \`*\` |\n|---|--:|--:|\n${table}${after}`
  if (process.env['TIDEGATE_GOLDEN'] === 'write') writeFileSync(docs, written)
  expect(readFileSync(docs, 'utf8')).toBe(written)
})

it('a stranger that calls itself a bot is bound by `*`', () => {
  const refuses = refusalOf(enforce, 'User-agent: *\nDisallow: /')
  const strangers = [
    'otherbot',
    'OtherBot 1.0',
    'Mozilla/5.0 (compatible; StrangerBot)',
    'Mozilla/5.0 (X11; Linux) Stranger-Bot/2 Chrome/9',

    'Mozilla/5.0 (compatible; Stranger/1.0; +https://a.example)',
    'strange-crawler',
    'StrangeSpider/1.1 (a@a.example)',
    'somescraper/1.0',
    'Mozilla/5.0 (compatible; x; strangerbot@a.example)',
    'web archiver 2',
  ]
  expect(strangers.filter((agent) => !refuses(agent))).toEqual([])
})
