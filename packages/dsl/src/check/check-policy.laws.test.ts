import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import type { Model } from '@tidegate/model'
import { expect, test } from 'vitest'
import { readPolicyFiles } from '../testing/files-host.ts'
import { checkPolicy } from './check-policy.ts'

const statements = [
  'list office = 203.0.113.0/24, 2001:db8:1::/48',
  'list attackers = 192.0.2.0/24',
  'bots search = googlebot, bingbot from 66.249.64.0/19',
  'paths static = /static/** except /static/private/**',
  'window peak = mon-fri 04:00-17:00 Europe/Berlin',
  'fact user.plan : text with user',
  'block ip in attackers unless ip in office',
  'block path in /a/** or path in static when method == "POST" and host == "x" reply 404',
  'block bot impersonates search reply 403 "who are you"',
  'allow only ip in office when path in /admin/**',
  'limit 5 per minute per ip when bot in search during peak',
  'limit 200 per minute per ip including refused',
  'limit 60 per minute per user when user is present as "free"',
  'limit 600 per minute per user when user.plan == "pro" as "pro" replaces "free"',
  'limit 4 at once per ip then block for 10 minutes',
  'limit 1000 per calendar day per user when user is present costing 10 if path in /export, 0 if path in static',
  'limit 9 per minute in total counting only replies 401 then block for 1 hour as "login"',
  'exempt ip in office from "free", "pro"',
  'exempt bot in search from limits',
]

function modelOf(text: string): Model {
  const { root, host } = readPolicyFiles(text)
  const { model, diagnostics } = checkPolicy(root, host)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return model!
}

/** Returns the parts of a model that must not depend on the layout of the policy. */
function meaningOf(model: Model): unknown {
  const texts = model.rules.map(({ id, text }) => `${id} ${text}`)
  const links = model.rules.map((rule) => [
    rule.kind === 'exempt' ? rule.lifts : [],
    rule.kind === 'limit' ? [rule.identity, rule.replaces] : [],
  ])
  return { fingerprint: model.fingerprint, texts, links }
}

const meaning = meaningOf(modelOf(statements.join('\n')))

test('the order of statements does not change the rules, their order or the fingerprint', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(statements, { minLength: statements.length }), (shuffled) => {
      expect(meaningOf(modelOf(shuffled.join('\n')))).toEqual(meaning)
    }),
    { numRuns: runs(20) },
  )
})

test('repeating an unnamed rule changes nothing', () => {
  const unnamed = statements.filter(
    (statement) => /^(block|allow|limit|exempt)/u.test(statement) && !statement.includes(' as '),
  )
  fc.assert(
    fc.property(fc.subarray(unnamed), (again) => {
      expect(meaningOf(modelOf([...statements, ...again].join('\n')))).toEqual(meaning)
    }),
    { numRuns: runs(10) },
  )
})

test('comments, blank lines and line breaks change nothing', () => {
  const written = statements
    .map((statement) => `# why\n${statement.replaceAll(' when ', '\n   when ')}   # end\n`)
    .join('\n')
  expect(meaningOf(modelOf(written))).toEqual(meaning)
})

test('the fingerprint does not depend on the names of sets', () => {
  const renamed = statements
    .join('\n')
    .replaceAll('office', 'branch')
    .replaceAll('search', 'finders')
    .replaceAll('peak', 'busy')
  expect(modelOf(renamed).fingerprint).toBe(modelOf(statements.join('\n')).fingerprint)
})

test('the fingerprint does not depend on the names of files', () => {
  const parted = (file: string): string =>
    `include "${file}"\nblock ip in office\n>>> ${file}\nlist office = 192.0.2.1\nblock ip in office when method == "GET"\n`
  expect(modelOf(parted('a.policy')).fingerprint).toBe(modelOf(parted('b.policy')).fingerprint)
})

test.each([
  ['an address', '203.0.113.0/24', '203.0.113.0/25'],
  ['a token', 'bingbot', 'bingbut'],
  ['a window', '04:00-17:00', '04:00-17:01'],
  ['a zone', 'Europe/Berlin', 'Europe/Bucharest'],
  ['a reply', 'reply 404', 'reply 410'],
  ['a count', 'limit 200', 'limit 201'],
  ['what is lifted', 'from "free", "pro"', 'from "free"'],
  ['a cost', 'costing 10 if', 'costing 9 if'],
  ['a condition of a cost', 'path in /export', 'path in /find'],
  ['a block', 'for 10 minutes', 'for 11 minutes'],
  ['a calendar period', 'per calendar day', 'per calendar week'],
  ['a limit at once', '4 at once', '5 at once'],
  ['a guard', 'method == "POST"', 'method == "PUT"'],
])('the fingerprint changes with %s', (_what, from, to) => {
  const text = statements.join('\n')
  expect(text).toContain(from)
  expect(modelOf(text.replace(from, to)).fingerprint).not.toBe(modelOf(text).fingerprint)
})

test('a `where` block is the same as its condition in each rule', () => {
  const rules = [
    'block ip in 192.0.2.1',
    'limit 5 per minute per ip when method == "GET"',
    'block path in /x unless ip in 192.0.2.2',
  ]
  const inside = `where host == "a" {\n where path in /y {\n${rules.join('\n')}\n}\n}`
  const expanded = rules
    .map((rule) => {
      const [head, condition] = rule.split(' when ')
      const [alone, unless] = (head ?? '').split(' unless ')
      const own = condition === undefined ? '' : `${condition} and `
      return `${alone} when ${own}host == "a" and path in /y${unless === undefined ? '' : ` unless ${unless}`}`
    })
    .join('\n')
  const ids = (text: string): readonly string[] => modelOf(text).rules.map(({ id }) => id)
  expect(ids(expanded)).toEqual(ids(inside))
  expect(modelOf(expanded).fingerprint).toBe(modelOf(inside).fingerprint)
})
