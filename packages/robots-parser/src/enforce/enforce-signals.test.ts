import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binding } from './enforced-robots.reference.ts'
import { defaultEnforceLimits } from './enforce-limits.ts'
import { enforceRobots } from './enforce-robots.ts'
import { matchPath } from '../query/match-path.ts'
import { normalisePath } from '../parse/normalise-path.ts'
import type { RobotsNote } from '../parse/note.ts'
import { parseRobots } from '../parse-robots.ts'
import { toPolicy } from '../to-policy.ts'

const signals = { rules: false, signals: true } as const
const agents = ['a1', 'bb1', 'bb1-x', '*']
const line = fc.oneof(
  fc.constantFrom(...agents).map((name) => `User-agent: ${name}`),
  fc
    .array(fc.constantFrom('ai-train=no', 'ai-train=yes', 'ai-input=no', 'ai-input=yes', 'search=no'), { maxLength: 3 })
    .map((parts) => `Content-Signal: ${parts.join(', ')}`),
  fc
    .tuple(fc.constantFrom('', '/ ', '/a ', '/a/b ', '/*b$ '), fc.constantFrom('train-ai=n', 'train-ai=y', 'search=n'))
    .map((parts) => `Content-Usage: ${parts.join('')}`),
  fc.constantFrom('Disallow: /a', 'Allow: /b', ''),
)
const file = fc.array(line, { maxLength: 16 }).map((lines) => lines.join('\n'))

describe('Content-Signal and Content-Usage as rules', () => {
  test('refuse a category of bots exactly on pages whose preferences disallow it', () => {
    fc.assert(
      fc.property(
        file,
        fc.constantFrom(...agents),
        fc.constantFrom('/', '/a', '/a/b', '/a/c', '/cb'),
        (text, agent, url) => {
          const robots = parseRobots(text)
          const header = `Mozilla/5.0 (compatible; ${agent === '*' ? 'x' : agent}/1.0)`
          const enforced = enforceRobots(robots, new Set(), [], defaultEnforceLimits, signals)
          const path = normalisePath(url)
          const refused = binding(enforced, header, true).flatMap((rule) =>
            rule.kind === 'block-category' &&
            (rule.pattern === undefined || matchPath(rule.pattern, path)) &&
            !rule.unless.some((pattern) => matchPath(pattern, path))
              ? [rule.category]
              : [],
          )
          const preferences = robots.preferencesFor(robots.agentIn(header), url)
          const training = preferences.signals.get('ai-train') === false || preferences.usage.get('train-ai') === false
          expect(refused.includes('ai-training')).toBe(training)
          expect(refused.includes('ai-fetching')).toBe(preferences.signals.get('ai-input') === false)
        },
      ),
      { numRuns: runs(2000) },
    )
  })

  test('are written with categories of the catalogue', () => {
    const text = `User-agent: *
Content-Signal: search=yes, ai-train=no
Content-Usage: /articles/ train-ai=n
Content-Usage: /articles/free/ train-ai=y
User-agent: FooBot
Content-Signal: ai-input=no
Crawl-delay: 5
`
    const { text: policy, notes } = toPolicy(text, { enforceSignals: true, rules: false })
    expect(policy.slice(policy.indexOf('bots ai_training'))).toBe(`bots ai_training = catalog "ai-training"
bots ai_fetching = catalog "ai-fetching"
paths always_open = /robots.txt, /.well-known/**

where path not in always_open {
  # User-agent: *
  where bot is present and bot not in named {
    block bot in ai_training  # robots.txt:2
    block bot in ai_training when target starts with "/articles/" unless target starts with "/articles/free/"  # robots.txt:3
  }

  # User-agent: foobot
  where bot in group_5 {
    block bot in ai_fetching  # robots.txt:6
  }
}
`)
    expect(notes.filter(({ code }) => code === 'not-enforced')).toMatchObject([{ line: 7 }])
  })

  test('recommend a Disallow for search', () => {
    const notes: RobotsNote[] = []
    const robots = parseRobots('User-agent: *\nContent-Signal: search=no')
    expect(enforceRobots(robots, new Set(), notes, defaultEnforceLimits, signals).rules).toEqual([])
    expect(notes).toMatchObject([{ code: 'not-enforced', line: 2 }])
  })
})
