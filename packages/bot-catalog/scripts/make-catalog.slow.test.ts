import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { botCatalog } from '../src/bot-catalog.ts'
import { findBots } from '../src/find-bots.ts'
import { peopleAgents } from '../src/testing/people-agents.ts'
import type { AiNames } from './ai-names.ts'
import { choosePeople } from './choose-people.ts'
import { figuresOf, figuresTable, withFigures } from './figures.ts'
import { literalTokens } from './literal-tokens.ts'
import { makeCatalog, type SourceEntry } from './make-catalog.ts'

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../node_modules/crawler-user-agents/${file}`, import.meta.url), 'utf8'))
const source = read('crawler-user-agents.json') as readonly SourceEntry[]
const aiNames = JSON.parse(readFileSync(new URL('../sources/ai-robots.json', import.meta.url), 'utf8')) as AiNames
const made = makeCatalog(source, peopleAgents, aiNames)

describe('the script that makes the catalogue', () => {
  test('makes the committed catalogue from the named version', () => {
    expect((read('package.json') as { readonly version: string }).version).toBe(botCatalog.source.version)
    expect(made.entries).toEqual(botCatalog.entries)
  })

  test('reports which tokens browsers send too, and omits them', () => {
    const people = made.leftOut.filter(({ reason }) => reason.startsWith('browsers send it too'))
    expect(people.map(({ pattern }) => pattern)).toContain('Code\\/1\\.')
    const page = readFileSync(new URL('../LEFT-OUT.md', import.meta.url), 'utf8')
    for (const { pattern } of made.leftOut) expect(page).toContain(pattern.replaceAll('|', '\\|'))
  })

  test('keeps at least 98 of 100 known User-Agents', () => {
    const agents = source.flatMap(({ instances }) => instances)
    const known = agents.filter((agent) => findBots(agent).length > 0)
    expect(known.length / agents.length).toBeGreaterThan(0.98)
  })
})

describe('figures', () => {
  const figures = figuresOf(botCatalog)

  test('no person is matched, and at least 97 of 100 known bots of each kind', () => {
    const { falsePeople, found, byCategory, names } = figures
    expect(falsePeople).toEqual([])
    expect([...found, ...byCategory].filter((each) => each.found / each.bots < 0.97)).toEqual([])
    expect(names.both / names.listed).toBeGreaterThan(0.9)
  })

  test('are those of the README', () => {
    const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    expect(withFigures(page, figuresTable(figures))).toBe(page)
  })

  test('people are chosen without bots and without repetitions', () => {
    const phone = 'Mozilla/5.0 (Linux; Android 14; Phone One) Chrome/1'
    const others = [phone.replace('14', '15'), 'Mozilla/5.0 (compatible; Googlebot/2.1)', 'curl/8.5.0', 'Phone One']
    expect(choosePeople([phone, ...others])).toEqual([phone])
  })
})

describe('literalTokens', () => {
  test.each([
    ['Googlebot\\/', [{ text: 'googlebot/', word: false }]],
    ['[wW]get', [{ text: 'wget', word: false }]],
    [
      'Ahrefs(Bot|SiteAudit)',
      [
        { text: 'ahrefsbot', word: false },
        { text: 'ahrefssiteaudit', word: false },
      ],
    ],
    ['(sistrix|SISTRIX) [cC]rawler', [{ text: 'sistrix crawler', word: false }]],
    ['^curl', [{ text: 'curl', word: true }]],
    ['(^| )sentry\\/', [{ text: 'sentry/', word: false }]],
    [
      'Chirp|gotosocial',
      [
        { text: 'chirp', word: false },
        { text: 'gotosocial', word: false },
      ],
    ],
    ['archive\\.org_bot', [{ text: 'archive.org_bot', word: false }]],
    ['dbot\\)', [{ text: 'dbot)', word: false }]],
  ])('%s has literal texts', (pattern, tokens) => {
    expect(literalTokens(pattern)).toEqual({ kind: 'tokens', tokens })
  })

  test.each(['a.b', 'a+b', '[\\s\\S]*x', 'x\\d', '[abc]x', 'a?b', 'x{2}', '((a|b)(c|d)(e|f)(g|h))'])(
    '%s has none',
    (pattern) => {
      expect(literalTokens(pattern).kind).toBe('none')
    },
  )
})
