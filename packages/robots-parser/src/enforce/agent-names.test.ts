import { describe, expect, test } from 'vitest'
import { binding } from './enforced-robots.reference.ts'
import { enforceRobots } from './enforce-robots.ts'
import { parseRobots } from '../parse-robots.ts'
import type { RobotsNote } from '../parse/note.ts'

const google = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const bing = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'
const tablet =
  'Mozilla/5.0 (Linux; Android 10; TERRA_PAD_1006) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/95.0 Safari/537.36'

function bound(robots: string, header: string): readonly number[] {
  const enforced = enforceRobots(parseRobots(robots), new Set(), [])
  return binding(enforced, header, header !== tablet).map(({ line }) => line)
}

function messages(robots: string): readonly string[] {
  const notes: RobotsNote[] = []
  enforceRobots(parseRobots(robots), new Set(), notes)
  return notes.map(({ line, message }) => `${line}: ${message.replace(/; if it is meant.*$/, '')}`)
}

describe('a name of which only a common word is left', () => {
  test.each([
    ['http://crawler.example/about', 'http'],
    ['HTTP Weazel', 'http'],
    ['HTTP::Lite', 'http'],
    ['WWW Collector', 'www'],
    ['Bot mailto:craftbot@yahoo.example', 'bot'],
    ['PHP', 'php'],
    ['Mozilla/5.0 (compatible; BadBot)', 'mozilla'],
    ['compatible', 'compatible'],
    ['crawler', 'crawler'],
    ['Spider', 'spider'],
    ['com', 'com'],
    ['html', 'html'],
    ['https', 'https'],
    ['Robot', 'robot'],
    ['Search Engine', 'search'],
  ])('`%s` binds no bot', (name, word) => {
    const robots = `User-agent: ${name}\nDisallow: /\n\nUser-agent: *\nDisallow: /private/`
    expect([bound(robots, google), bound(robots, bing)]).toEqual([[5], [5]])
    expect(messages(robots)).toEqual([
      `1: no rules for the agent \`${name}\`: \`${word}\` is in the User-Agents of all kinds of bots`,
    ])
    expect(parseRobots(robots).agentIn(google)).toBe('*')
  })

  test.each([
    ['Terra Cotta', 'Terra Cotta/1.0', 'terra cotta'],
    ['ChatGPT Agent', 'Mozilla/5.0 (compatible; ChatGPT Agent/1.0)', 'chatgpt agent'],
    ['Screaming Frog SEO Spider/20.0', 'Screaming Frog SEO Spider/21.1', 'screaming frog seo spider'],
    ['Datenbank Crawler', 'Datenbank Crawler (a.example)', 'datenbank crawler'],
    ['Sidetrade  indexer bot', 'Sidetrade indexer bot', 'sidetrade indexer bot'],
    ['quux::Lite', 'quux::Lite/2.1', 'quux::lite'],
  ])('`%s` is looked for as a whole', (name, agent, token) => {
    const robots = `User-agent: ${name}\nDisallow: /`
    expect(bound(robots, agent)).toEqual([2])
    expect(bound(robots, tablet)).toEqual([])
    expect(bound(robots, `${token.split(/[ :]/)[0]}-user/1.0`)).toEqual([])
    expect(messages(robots)[0]).toContain(`(\`${token}\`): its first word alone is not the name of a crawler`)
  })

  test.each(['FooBot beta', 'Foobot 2.1', 'foobot/2.1 (see a.example)', 'foobot v3', 'Foobot*', 'Foobot, other'])(
    '`%s` names foobot',
    (name) => {
      expect(bound(`User-agent: ${name}\nDisallow: /`, 'Mozilla/5.0 (compatible; foobot/9.9)')).toEqual([2])
    },
  )
})

describe('a name that gets no rules', () => {
  const pinterest = 'Pinterest/0.2 (+https://www.pinterest.com/bot.html)'

  test('does not let `*` bind its crawler', () => {
    const robots = 'User-agent: *\nDisallow: /\n\nUser-agent: Pinterest\nDisallow:'
    expect(bound(robots, pinterest)).toEqual([])
    expect(bound(robots, 'otherbot/1.0')).toEqual([2])
  })

  test('does not let `*` bind a crawler of which the file means the first word', () => {
    expect(
      bound('User-agent: *\nDisallow: /\n\nUser-agent: quux corp\nDisallow:', 'quux/1.0 (+http://a.example)'),
    ).toEqual([])
  })

  test('does not free other bots, if all of them send it', () => {
    for (const name of ['mozilla', 'http', 'compatible', 'chrome', 'bot']) {
      expect(bound(`User-agent: *\nDisallow: /\n\nUser-agent: ${name}\nDisallow:`, google)).toEqual([2])
    }
  })
})

test('a Crawl-delay between two User-agent lines belongs to the first, which shares the rules of the second', () => {
  const robots = parseRobots('User-agent: a1bot\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /private/')
  expect([robots.isAllowed('a1bot', '/private/x'), robots.delayFor('a1bot'), robots.delayFor('x')]).toEqual([
    false,
    5,
    undefined,
  ])
  expect(robots.lines[3]).toMatchObject({
    because:
      'the group of line 1 has no Allow or Disallow, so it shares the following rules: they apply to `a1bot` too; write `Disallow:` after line 1 if it may fetch everything',
  })
})
