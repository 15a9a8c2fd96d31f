import { runs, sizeUpTo } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binding, refusing } from './enforced-robots.reference.ts'
import { enforceRobots } from './enforce-robots.ts'
import { hasWord } from '../query/find-agent.ts'
import { normalisePath } from '../parse/normalise-path.ts'
import { parseRobots, type Robots } from '../parse-robots.ts'
import type { RobotsNote } from '../parse/note.ts'

const enforce = (robots: Robots, notes: RobotsNote[] = []) => enforceRobots(robots, new Set(), notes)
const names = ['a1', 'bb1', 'bb1-x', 'cc1', 'cc1-x', 'longest-of-all', '*']

const segment = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 5 })
const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '?'), maxLength: 8 }).map((rest) => `/${rest}`)
const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => `User-agent: ${name}`) },
  {
    weight: 4,
    arbitrary: fc.tuple(segment, fc.constantFrom('', '', '$')).map(([body, end]) => `Disallow: /${body}${end}`),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(segment, fc.constantFrom('', '', '$')).map(([body, end]) => `Allow: /${body}${end}`),
  },
  fc.constantFrom(
    'Crawl-delay: 3',
    'Request-rate: 1/5 0100-0200',
    'Visit-time: 0300-0400',
    'Sitemap: x',
    '',
    'Disallow:',
  ),
)
const file = fc.array(line, { maxLength: 24 }).map((lines) => lines.join('\n'))

describe('enforced rules', () => {
  test('refuse a bot exactly where its groups do (`*` for bots that no group names)', () => {
    fc.assert(
      fc.property(file, fc.constantFrom(...names, 'otherbot'), path, (text, agent, url) => {
        // Patterns that no request can match give no rules; another test covers them.
        fc.pre(!text.includes('//') && !url.includes('//'))
        const robots = parseRobots(text)
        const header = `Mozilla/5.0 (compatible; ${agent === '*' ? 'x' : agent}/1.0)`
        const refused = refusing(enforce(robots), header, true, normalisePath(url), 0).filter(
          (rule) => rule.kind === 'block-paths',
        )
        expect(refused.length === 0).toBe(robots.isAllowed(robots.agentIn(header), url))
        const decided = robots.explain(robots.agentIn(header), url).line
        expect(refused.length === 0 || refused.some((rule) => rule.line === decided)).toBe(true)
      }),
      { numRuns: runs(1500, 1 / 2) },
    )
  })

  test('never apply to a client that is not a bot and contains none of the names', () => {
    fc.assert(
      fc.property(file, (text) => {
        const header = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
        expect(binding(enforce(parseRobots(text)), header, false)).toEqual([])
      }),
    )
  })

  test('a client that a specific group names is not affected by `*`', () => {
    const robots = parseRobots('User-agent: *\nDisallow: /\nUser-agent: a1\nAllow: /')
    expect(binding(enforce(robots), 'a1/1.0', true)).toEqual([])
    expect(binding(enforce(robots), 'b1/1.0', true)).toHaveLength(1)
  })

  test('the longest name decides among several in one User-Agent', () => {
    const robots = parseRobots('User-agent: crawler\nDisallow: /\nUser-agent: meta-externalagent\nDisallow: /x')
    const header = 'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)'
    expect(hasWord(header, 'crawler')).toBe(true)
    expect(binding(enforce(robots), header, true).map((rule) => rule.line)).toEqual([4])
  })
})

describe('threats: hostile robots.txt', () => {
  test.each([
    'mozilla',
    'Chrome',
    'safari',
    'applewebkit',
    'code',
    'Cursor',
    'x',
    'Gecko',
    'KHTML',
    'Windows',
    'rv',
    'Version/18.6',
    'es-ES',
    'GT-P',
  ])('the agent `%s` gets no rules unless it is confirmed', (agent) => {
    const notes: RobotsNote[] = []
    const robots = parseRobots(`User-agent: ${agent}\nDisallow: /`)
    expect(enforce(robots, notes).rules).toEqual([])
    expect(notes).toMatchObject([{ code: 'token-refused', line: 1 }])
    const confirmed = new Set([agent.toLowerCase().replace(/\/.*/, '')])
    // A single character is not a token of the language, confirmed or not.
    expect(enforceRobots(robots, confirmed, []).rules).toHaveLength(agent.length > 1 ? 1 : 0)
  })

  test.each(['Google-Extended', 'Applebot-Extended'])('`%s` is never sent: a note, no rules', (agent) => {
    const notes: RobotsNote[] = []
    expect(enforce(parseRobots(`User-agent: ${agent}\nDisallow: /`), notes).rules).toEqual([])
    expect(notes).toMatchObject([{ code: 'token-unseen', severity: 'info', line: 1 }])
  })

  test('at most 1,000 rules and 256 wildcard patterns, and a note says that there are more', () => {
    const count = (lines: number, pattern: (index: number) => string): readonly [number, boolean] => {
      const notes: RobotsNote[] = []
      const text = `User-agent: *\n${Array.from({ length: lines }, (_, index) => `Disallow: ${pattern(index)}`).join('\n')}`
      return [enforce(parseRobots(text), notes).rules.length, notes.some((note) => note.code === 'too-many')]
    }
    expect(count(1000, (index) => `/${index}`)).toEqual([1000, false])
    expect(count(1001, (index) => `/${index}`)).toEqual([1000, true])
    expect(count(256, (index) => `/*/${index}`)).toEqual([256, false])
    expect(count(257, (index) => `/*/${index}`)).toEqual([256, true])
  })

  test('at most 2,000 names', () => {
    const notes: RobotsNote[] = []
    const text = Array.from({ length: 2001 }, (_, index) => `User-agent: bot${index}`).join('\n')
    expect(enforce(parseRobots(`${text}\nDisallow: /`), notes).audiences[0]?.names).toHaveLength(2000)
    expect(notes).toMatchObject([{ code: 'too-many', line: 2001 }])
  })

  // Takes longer than the time limit of the test if groups that share rules are expanded.
  test.each([
    [
      'groups that share their rules',
      `${Array.from({ length: 9000 }, (_, index) => `User-agent: a${index}\nNoindex: /\n`).join('')}${'Allow: /x\n'.repeat(9000)}Disallow: /y`,
    ],
    ['one agent in many groups', 'User-agent: a1\nCrawl-delay: 1\n'.repeat(9000) + 'Disallow: /x\n'.repeat(9000)],
    [
      'long exceptions',
      `User-agent: a1\n${Array.from({ length: sizeUpTo(9000, 1 / 4) }, (_, index) => `Disallow: /\nDisallow: /${index}\nAllow: /*/${index}\n`).join('')}`,
    ],
  ])('%s take time linear in their length', (_name, text) => {
    const robots = parseRobots(text)
    expect(enforce(robots).rules.length).toBeLessThanOrEqual(1000)
    expect(robots.isAllowed('a1', '/z')).toBe(!text.includes('Disallow: /\n'))
  })
})

describe('behaviours 6: times', () => {
  const limits = (text: string): readonly unknown[] =>
    enforce(parseRobots(`User-agent: a1\n${text}`)).rules.map(({ audience: _audience, kind: _kind, ...rest }) => rest)

  test.each([
    ['10', 1, 10],
    ['0.5', 2, 1],
    ['1.5', 2, 3],
    ['.333', 1000, 333],
    ['86400', 1, 86_400],
    ['100000', 1, 86_400],
  ])('Crawl-delay %s is a limit with a burst of 3', (delay, count, periodSeconds) => {
    expect(limits(`Crawl-delay: ${delay}`)).toEqual([{ count, periodSeconds, burst: 3, during: undefined, line: 2 }])
  })

  test.each(['0', '-1', 'x', '0.0001'])('Crawl-delay %s gives no limit', (delay) => {
    expect(limits(`Crawl-delay: ${delay}`)).toEqual([])
  })

  test('a Request-rate with hours applies in them, Crawl-delay outside of all', () => {
    expect(limits('Crawl-delay: 10\nRequest-rate: 1/5 0600-0845\nRequest-rate: 1/9 2200-0100')).toEqual([
      { count: 1, periodSeconds: 5, burst: undefined, during: [{ fromMinute: 360, toMinute: 525 }], line: 3 },
      { count: 1, periodSeconds: 9, burst: undefined, during: [{ fromMinute: 1320, toMinute: 60 }], line: 4 },
      {
        count: 1,
        periodSeconds: 10,
        burst: 3,
        during: [
          { fromMinute: 60, toMinute: 360 },
          { fromMinute: 525, toMinute: 1320 },
        ],
        line: 2,
      },
    ])
  })

  test('a Request-rate for the whole day replaces Crawl-delay', () => {
    expect(limits('Crawl-delay: 10\nRequest-rate: 1/5')).toEqual([
      { count: 1, periodSeconds: 5, burst: undefined, during: undefined, line: 3 },
    ])
  })

  test('outside all Visit-times the agent is refused', () => {
    expect(limits('Visit-time: 0600-0845\nVisit-time: 0800-1000')).toEqual([
      { closed: [{ fromMinute: 600, toMinute: 360 }], line: 2 },
    ])
    expect(limits('Visit-time: 2200-0600')).toEqual([{ closed: [{ fromMinute: 360, toMinute: 1320 }], line: 2 }])
    expect(limits('Visit-time: 0000-2400')).toEqual([])
  })

  test('a delay before any group applies to all bots that have none of their own', () => {
    const enforced = enforce(parseRobots('Crawl-delay: 5\nUser-agent: a1\nCrawl-delay: 7\nUser-agent: b1\nDisallow: /'))
    const delay = (header: string) =>
      binding(enforced, header, true).flatMap((rule) => (rule.kind === 'limit' ? [rule.periodSeconds] : []))
    expect([delay('a1'), delay('b1'), delay('c1')]).toEqual([[7], [5], [5]])
  })
})
