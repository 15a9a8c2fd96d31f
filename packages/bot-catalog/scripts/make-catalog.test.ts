import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { botCatalog } from '../src/bot-catalog.ts'
import { findBots } from '../src/find-bots.ts'
import { browserAgents } from '../src/testing/browser-agents.ts'
import { literalTokens } from './literal-tokens.ts'
import { makeCatalog, type SourceEntry } from './make-catalog.ts'

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../node_modules/crawler-user-agents/${file}`, import.meta.url), 'utf8'))
const source = read('crawler-user-agents.json') as readonly SourceEntry[]

describe('the script that makes the catalogue', () => {
  test('makes the committed catalogue from the named version', () => {
    expect((read('package.json') as { readonly version: string }).version).toBe(botCatalog.source.version)
    expect(makeCatalog(source, browserAgents).entries).toEqual(botCatalog.entries)
  })

  test('reports which tokens browsers send too, and omits them', () => {
    const made = makeCatalog(source, browserAgents)
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
