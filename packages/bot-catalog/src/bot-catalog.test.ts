import { describe, expect, test } from 'vitest'
import { botCatalog } from './bot-catalog.ts'
import { botCategories } from './bot-category.ts'
import { catalogTokens } from './catalog-tokens.ts'
import { findBots } from './find-bots.ts'
import { hasToken } from './has-token.ts'
import { peopleAgents, peopleText } from './testing/people-agents.ts'

const categoriesOf = (agent: string): readonly string[] => [
  ...new Set(findBots(agent).flatMap((bot) => bot.categories)),
]

describe('the built-in catalogue', () => {
  test('no entry matches a browser, app or device that people use', () => {
    const tokens = botCatalog.entries.filter((entry) => hasToken(peopleText, entry))
    const matching = tokens.flatMap((entry) =>
      peopleAgents.filter((agent) => hasToken(agent.toLowerCase(), entry)).map((agent) => `${entry.token}: ${agent}`),
    )
    expect(matching).toEqual([])
    expect(peopleAgents.length).toBeGreaterThan(4_500)
  })

  test('every entry is a valid token of a policy, unique, in order, with a category', () => {
    const tokens = botCatalog.entries.map(({ token }) => token)
    expect(tokens).toEqual([...new Set(tokens)].toSorted((one, other) => (one < other ? -1 : 1)))
    expect(tokens.filter((token) => !/^[\x20\x21\x23-\x40[\x5d-\x7e]{3,128}$/.test(token))).toEqual([])
    expect(botCatalog.entries.filter(({ categories }) => categories.length === 0)).toEqual([])
  })

  test('names its source and licence', () => {
    expect(botCatalog.source).toMatchObject({ name: 'crawler-user-agents', license: 'MIT' })
    expect(botCatalog.source.version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test('every category has bots, and every entry is in its categories', () => {
    const tokens = catalogTokens()
    expect(Object.keys(tokens)).toEqual(botCategories)
    expect(botCategories.filter((category) => tokens[category].length < 20)).toEqual([])
    for (const { token, word = false, categories } of botCatalog.entries) {
      for (const category of categories) expect(tokens[category]).toContainEqual({ text: token, word })
    }
  })

  test.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'search'],
    ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'search'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'ai-training',
    ],
    ['CCBot/2.0 (https://commoncrawl.org/faq/)', 'ai-training'],
    ['Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)', 'ai-training'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0; +https://openai.com/bot)',
      'ai-fetching',
    ],
    ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0)', 'ai-fetching'],
    ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', 'seo'],
    ['Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)', 'seo'],
    ['Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)', 'monitoring'],
    ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'social-preview'],
    ['Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)', 'archive'],
    ['Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)', 'feed'],
    ['curl/8.5.0', 'tool'],
    ['python-requests/2.32.3', 'tool'],
  ])('knows %s', (agent, category) => {
    expect(categoriesOf(agent)).toContain(category)
  })

  test('the longest token comes first', () => {
    expect(findBots('AdsBot-Google-Mobile Googlebot/2.1').map(({ token }) => token.length)).toEqual(
      findBots('AdsBot-Google-Mobile Googlebot/2.1')
        .map(({ token }) => token.length)
        .toSorted((one, other) => other - one),
    )
  })
})
