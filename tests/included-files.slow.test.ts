import { type CheckHost, checkPolicy } from '@tidegate/dsl'
import { createJudge, planPolicy } from '@tidegate/engine/tools'
import { type Facts, inputsOf, type Judged, type Model } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { createZoneReader, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'

const zones = createZoneReader()

function modelOf(root: string, included: string): Model {
  const host: CheckHost = {
    readText: (file) => ({ kind: 'text', file, text: included }),
    readList: () => ({ kind: 'error', message: 'no such file' }),
    importers: {},
    plugins: {},
  }
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text: root }, host)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return model!
}

/** Statements of the root policy: all kinds, except tests of `bot` by itself. */
const rootStatements = [
  'list office = 203.0.113.0/24',
  'bots search = googlebot, bingbot',
  'paths static = /static/**',
  'window peak = mon-fri 08:00-18:00',
  'fact user.role : text with user',
  'block ip in 198.51.100.0/24 unless ip in office',
  'block bot in search when path in /private/**',
  'block agent contains "curl" when path not in static',
  'allow only ip in office when path in /admin/**',
  'allow only user.role == "admin" when path in /root/** and user is present',
  'limit 5 per minute per ip',
  'limit 5 per minute per ip when bot not in search',
  'limit 60 per hour per user when user is present',
  'limit 9 per minute per ip during peak as "pro" replaces "basic"',
  'limit 3 per minute per ip as "basic"',
  'exempt ip in office from limits',
  'exempt user.role == "admin" from "basic"',
  'shadow block anyone',
]

/** Statements of an included file: names that the root does not use, and rules of every kind. */
const includedStatements = [
  'list lab = 203.0.113.128/25, 198.51.100.0/24',
  'bots mine = googlebot-image, mozilla, curl except bingbot',
  'paths own = /admin/**',
  'window always = 00:00-24:00',
  'fact user.role : text with user',
  'zone Europe/Berlin',
  'block ip in 203.0.113.9',
  'allow only ip in 203.0.113.0/24 when path in /static/**',
  'allow only anyone when bot is present',
  'limit 5 per minute per ip',
  'limit 500 per minute per ip',
  'limit 1 per minute per bot when bot is present as "included"',
  'limit 2 per minute per ip as "also included" replaces "included"',
  'exempt anyone from limits',
  'exempt anyone from "included"',
  'shadow exempt anyone from limits',
]

const needs: Readonly<Record<string, readonly string[]>> = {
  'in office': ['list office = 203.0.113.0/24'],
  'in search': ['bots search = googlebot, bingbot'],
  'in static': ['paths static = /static/**'],
  'during peak': ['window peak = mon-fri 08:00-18:00'],
  'user.role': ['fact user.role : text with user'],
  '"basic"': ['limit 3 per minute per ip as "basic"'],
  '"included"': ['limit 1 per minute per bot when bot is present as "included"'],
}

/** The statements, together with those that they refer to. */
function complete(statements: readonly string[]): string {
  const all = new Set(statements)
  for (const [word, needed] of Object.entries(needs)) {
    if (statements.some((statement) => statement.includes(word))) for (const each of needed) all.add(each)
  }
  return [...all].join('\n')
}

const request = fc.record({
  ip: fc.constantFrom('203.0.113.5', '203.0.113.9', '203.0.113.200', '198.51.100.1', '192.0.2.1', '2001:db8::1'),
  agent: fc.constantFrom('Mozilla/5.0', 'Googlebot-Image/1.0', 'bingbot curl', 'curl/8', undefined),
  path: fc.constantFrom('/', '/admin/x', '/static/a', '/private/b', '/root/c'),
  user: fc.constantFrom('ana', undefined),
  role: fc.constantFrom('admin', 'guest'),
  nowMs: fc.constantFrom(Date.UTC(2026, 10, 18, 10), Date.UTC(2026, 10, 22, 3)),
})

type Sent = typeof request extends fc.Arbitrary<infer T> ? T : never

function judge(model: Model, sent: Sent): Judged {
  const inputs = inputsOf(model)
  const facts: Facts = {
    ip: parseIp(sent.ip)!,
    peer: parseIp(sent.ip),
    method: 'POST',
    host: 'a.example',
    path: sent.path,
    target: sent.path,
    agent: sent.agent,
    user: sent.user,
    headers: inputs.headers.map(() => undefined),
    queries: inputs.queries.map(() => undefined),
    cookies: inputs.cookies.map(() => undefined),
    values: model.facts.map(() => (sent.user === undefined ? undefined : sent.role)),
    nowMs: sent.nowMs,
  }
  return createJudge(planPolicy(model), zones)(facts)
}

/** The limits that are enforced on a request, each with its key. */
function enforced(model: Model, { limits }: Judged): readonly string[] {
  return limits
    .filter(({ rule }) => model.rules[rule]?.shadow === false)
    .map(({ rule, key }) => JSON.stringify([model.rules[rule]?.id, key]))
}

describe('an included file whose names the root does not use (law 10)', () => {
  it('never admits a request that the root refuses, and never lifts or loosens a limit of the root', () => {
    const rootText = fc.subarray(rootStatements, { minLength: 1 }).map(complete)
    const includedText = fc.subarray(includedStatements, { minLength: 1 }).map(complete)
    const place = fc.constantFrom('include "x.policy"', 'where path in /admin/** { include "x.policy" }')
    fc.assert(
      fc.property(rootText, includedText, place, request, (root, included, inclusion, sent) => {
        const alone = modelOf(root, '')
        const together = modelOf(`${inclusion}\n${root}`, included)
        const before = judge(alone, sent)
        const after = judge(together, sent)
        expect(before.refused === undefined || after.refused !== undefined).toBe(true)
        const kept = after.refused === undefined ? enforced(alone, before) : []
        expect(enforced(together, after)).toEqual(expect.arrayContaining([...kept]))
      }),
      { numRuns: runs(150, 1 / 2) },
    )
  })

  it('affects `bot` by itself, which considers every set of the policy', () => {
    const sent: Sent = {
      ip: '192.0.2.1',
      agent: 'curl/8',
      path: '/',
      user: undefined,
      role: 'guest',
      nowMs: Date.UTC(2026, 10, 18),
    }
    const root = 'bots search = googlebot\nallow only bot in search or bot is present'
    expect(judge(modelOf(root, ''), sent).refused).toBeDefined()
    expect(judge(modelOf(`include "x.policy"\n${root}`, 'bots mine = curl'), sent).refused).toBeUndefined()
  })
})
