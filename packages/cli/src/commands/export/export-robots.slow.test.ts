import fc from 'fast-check'
import type { Gate } from '@tidegate/engine'
import { parseRobots } from '@tidegate/robots-parser'
import { runs } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { gateOfFiles } from '../../testing/gate-of-files.ts'
import { exportRobots } from './export-robots.ts'

const imported = 'import robots "robots.txt" as r enforce rules\n'

function exported(policy: string): string {
  return exportRobots(gateOfFiles({ 'site.policy': policy }).plan.model).text
}

const sets = `bots one = a1bot, b1bot
bots two = b1bot, longer-bot, word "c1bot" except a1bot
bots far = c1bot from 192.0.2.0/24
paths static = /static/**, /a/*.css
list office = 192.0.2.0/24
window night = 22:00-06:00 UTC
window works = mon-fri 08:00-17:00 UTC
`
const path = fc.constantFrom(
  'path in static',
  'path in /a/**',
  'path in /a, /b/**',
  'path in /a/b/**',
  'path in /**.php',
  'target in /**.php',
  'path starts with "/a"',
  'path starts with "/a/"',
  'path == "/a"',
  'target starts with "/a?x"',
  'target contains "b"',
  'path ends with "b"',
  'path not in /a/b/**',
  'path not in static',
  'path in /a/*',
)
const who = fc.constantFrom(
  'bot in one',
  'bot in two',
  'bot not in one',
  'bot in far',
  'bot not in far',
  'bot is present',
  'bot is absent',
  'bot in one and bot not in two',
)
const other = fc.constantFrom(
  'ip in office',
  'ip not in office',
  'method in GET, HEAD',
  'method in POST',
  'now in night',
  'now in works',
  'user is absent',
  'agent contains "a"',
)
const condition = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: path }, { weight: 3, arbitrary: who }, other), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom(' and ', ' or '),
  )
  .map(([tests, by]) => tests.join(by))
const rule = fc.oneof(
  { weight: 4, arbitrary: condition.map((text) => `block ${text}`) },
  fc.tuple(condition, path).map((parts) => `block ${parts.join(' unless ')}`),
  fc.tuple(condition, who).map((parts) => `block ${parts.join(' unless ')}`),
  fc.tuple(path, who).map(([where, whom]) => `where ${where} { where ${whom} { block path in /a/b/** } }`),
  fc.tuple(condition, who).map(([only, whom]) => `allow only ${only} when ${whom}`),
  condition.map((text) => `shadow block ${text}`),
  who.map((text) => `limit 5 per minute per ip when ${text}`),
  fc.constantFrom(
    'limit 3 per 10 seconds in total during night',
    'block bot in one during night',
    'block anyone during works',
  ),
)
const policy = fc
  .tuple(fc.boolean(), fc.array(rule, { minLength: 1, maxLength: 6 }))
  .map(([exact, rules]) => `${exact ? 'paths match exactly\n' : ''}${sets}${rules.join('\n')}\n`)

const agent = fc
  .constantFrom('a1bot', 'b1bot', 'c1bot', 'longer-bot', 'otherbot')
  .map((name) => `Mozilla/5.0 (compatible; ${name}/1.0)`)
const request = fc.record({
  agent,
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/A/x',
    '/a/b',
    '/a/b/c',
    '/ab',
    '/b/x.php',
    '/c?y=.php',
    '/a?x=1',
    '/static/b.css',
    '/a/x.css',
    '/c?b',
  ),
  peer: fc.constantFrom('192.0.2.7', '203.0.113.9'),
  hour: fc.nat(23),
})

describe('an exported robots.txt', () => {
  test('never blocks what the policy lets in, when it is imported', () => {
    fc.assert(
      fc.property(policy, fc.array(request, { minLength: 1, maxLength: 8 }), (text, requests) => {
        let hour = 0
        const clock = { wallMs: () => Date.UTC(2026, 10, 17, hour), monotonicMs: () => hour * 3_600_000 }
        const robots = exported(text)
        const head = text.startsWith('paths') ? 'paths match exactly\n' : ''
        const own = gateOfFiles({ 'site.policy': text }, { clock })
        const again = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots }, { clock })
        const decide = (gate: Gate, { agent: name, path: target, peer }: (typeof requests)[number]) =>
          gate.decide({ method: 'GET', target, headers: ['Host', 'a.example', 'User-Agent', name], peer }).outcome
        const wrong = requests.filter((each) => {
          hour = each.hour
          return decide(again, each) === 'block' && decide(own, each) !== 'block'
        })
        expect({ robots, wrong }).toEqual({ robots, wrong: [] })
      }),
      { numRuns: runs(25, 1 / 2) },
    )
  })

  test('contains only lines that the parser understands', () => {
    fc.assert(
      fc.property(policy, (text) => {
        const { lines } = parseRobots(exported(text))
        expect(lines.filter(({ outcome }) => outcome === 'ignored')).toEqual([])
      }),
      { numRuns: runs(80, 1 / 2) },
    )
  })

  test.each([
    ['block bot in one', 'User-agent: a1bot\nUser-agent: b1bot\nDisallow: /\n'],
    [
      'block bot in one unless bot in two',
      'User-agent: a1bot\nDisallow: /\n\nUser-agent: b1bot\nUser-agent: c1bot\nUser-agent: longer-bot\nDisallow:\n',
    ],
    ['block path in /private/**', 'User-agent: *\nDisallow: /private$\nDisallow: /private/\n'],
    ['block path in /x', 'User-agent: *\nDisallow: /x$\nDisallow: /x?\n'],
    ['block target in /**.php', 'User-agent: *\nDisallow: /*.php$\n'],
    ['block path starts with "/a$b"', 'User-agent: *\nDisallow: /a%24b\n'],
    [
      'block anyone unless path in /open/**',
      'User-agent: *\nDisallow: /\nAllow: /open$\nAllow: /open/\nAllow: /open?\n',
    ],
    [
      'allow only path in /open/** when bot in one',
      'User-agent: a1bot\nUser-agent: b1bot\nDisallow: /\nAllow: /open$\nAllow: /open/\nAllow: /open?\n',
    ],
    [
      'limit 1 per 10 seconds per bot when bot in one',
      'User-agent: a1bot\nUser-agent: b1bot\nDisallow:\nCrawl-delay: 10\nRequest-rate: 1/10s\n',
    ],
    ['limit 7 per minute in total during night', 'User-agent: *\nDisallow:\nRequest-rate: 7/60s 2200-0600\n'],
    ['block bot in one during night', 'User-agent: a1bot\nUser-agent: b1bot\nDisallow:\nVisit-time: 0600-2200\n'],
    [
      'where user is absent { limit 2 per second per ip }',
      'User-agent: *\nDisallow:\nCrawl-delay: 0.5\nRequest-rate: 2/1s\n',
    ],
    ['block method in POST', ''],
    ['block bot is absent', ''],
  ])('expresses `%s`', (text, robots) => {
    const { model } = gateOfFiles({ 'site.policy': sets + text }).plan
    expect(exportRobots(model)).toMatchObject({ text: robots, omitted: [] })
  })

  test.each([
    ['block ip in office', 'it depends on the address'],
    ['block bot in far', 'it depends on the address'],
    ['block bot in one during works', 'its hours are not the same on every day in UTC'],
    ['block path in /a/*', 'no pattern of robots.txt matches exactly its paths'],
    ['block path in /**.php', 'no pattern of robots.txt matches exactly its paths'],
    [
      'block path in /a/b/c/** unless path in /a/**',
      'an exception is shorter than the path it belongs to: in robots.txt the longer pattern wins',
    ],
    ['block agent contains "curl"', 'it depends on the whole User-Agent'],
    ['block user is absent', 'it depends on the user'],
    ['limit 5 per minute per ip when path in /a/**', 'robots.txt has rates for all paths only'],
    ['limit 5 per minute per ip counting only replies 401', 'it counts replies'],
    ['limit 5 per minute per ip\nexempt bot in two from limits', 'an exemption may lift it'],
    ['fact score : number required\nblock score > 3', 'it depends on `score`'],
  ])('omits `%s` and gives the reason', (text, reason) => {
    const { text: robots, omitted } = exportRobots(gateOfFiles({ 'site.policy': sets + text }).plan.model)
    expect(robots).toBe('')
    expect(omitted.map((each) => each.reason)).toEqual([reason])
  })

  test('names tokens that robots.txt cannot address', () => {
    const { model } = gateOfFiles({
      'site.policy': 'bots odd = "+http", "two words", plainbot\nblock bot in odd\n',
    }).plan
    expect(exportRobots(model)).toMatchObject({
      text: 'User-agent: plainbot\nDisallow: /\n',
      unnamed: ['+http', 'two words'],
    })
  })
})
