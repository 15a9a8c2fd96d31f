import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { play, type Got, type Step } from './play.ts'

const folder = new URL('../', import.meta.url)
const visitor = '198.51.100.9'
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** For every policy of the cookbook, the requests in order, and the outcome of each. */
const plays: Readonly<Record<string, readonly (readonly [Step, Got])[]>> = {
  'login-throttling.policy': [
    [{ ip: visitor, method: 'POST', target: '/login', times: 5, replies: 200 }, 'pass'],
    [{ ip: visitor, method: 'POST', target: '/login' }, '429 login attempts'],
    [{ ip: visitor, method: 'GET', target: '/login' }, 'pass'],
    [{ ip: '198.51.100.10', method: 'POST', target: '/LOGIN/', times: 5, replies: 401 }, 'pass'],
    [
      { ip: '198.51.100.10', method: 'POST', target: '/login', times: 5, replies: 401, at: '2026-11-18T10:02:00Z' },
      'pass',
    ],
    [{ ip: '198.51.100.10', method: 'POST', target: '/login', at: '2026-11-18T10:04:00Z' }, '429 failed logins'],
    [{ ip: '198.51.100.11', method: 'POST', target: '/login' }, 'pass'],
    [{ ip: '198.51.100.10', method: 'POST', target: '/login', at: '2026-11-18T11:05:00Z' }, 'pass'],
  ],
  'api-plans.policy': [
    [{ ip: visitor, target: '/api/x', headers: ['x-api-key', 'f'], facts: { 'api.plan': 'free' }, times: 60 }, 'pass'],
    [{ ip: visitor, target: '/api/x', headers: ['x-api-key', 'f'], facts: { 'api.plan': 'free' } }, '429 free'],
    [
      { ip: '198.51.100.10', target: '/api/x', headers: ['x-api-key', 't'], facts: { 'api.plan': 'team' }, times: 600 },
      'pass',
    ],
    [{ ip: '198.51.100.11', target: '/api/x', headers: ['x-api-key', 't'], facts: { 'api.plan': 'team' } }, '429 team'],
    [{ ip: '198.51.100.12', target: '/api/x', facts: { 'api.plan': 'none' }, times: 600 }, 'pass'],
    [{ ip: '198.51.100.12', target: '/api/x', facts: { 'api.plan': 'none' } }, '429 each address'],
    [{ ip: '198.51.100.13', target: '/api/x' }, '503 fact-missing'],
  ],
  'maintenance.policy': [
    [{ ip: visitor, at: '2026-11-22T19:59:59Z' }, 'pass'],
    [{ ip: visitor, at: '2026-11-22T20:00:00Z' }, '503 block'],
    [{ ip: '203.0.113.5', at: '2026-11-22T23:59:59Z' }, 'pass'],
    [{ ip: visitor, at: '2026-11-22T23:59:59Z' }, '503 block'],
    [{ ip: visitor, at: '2026-11-23T00:00:00Z' }, 'pass'],
  ],
  'ai-crawlers.policy': [
    [{ ip: visitor, target: '/articles/1', agent: 'GPTBot/1.2' }, '403 articles are for people'],
    [{ ip: visitor, target: '/articles', agent: 'GPTBot/1.2' }, '403 articles are for people'],
    [{ ip: visitor, target: '/about', agent: 'GPTBot/1.2' }, 'pass'],
    [{ ip: visitor, target: '/articles/1', agent: browser }, 'pass'],
    [{ ip: visitor, target: '/robots.txt', agent: 'GPTBot/1.2' }, 'pass'],
  ],
  'verified-googlebot.policy': [
    [{ ip: '192.0.2.5', agent: googlebot, times: 100 }, 'pass'],
    [{ ip: visitor, agent: googlebot }, '403 impostor'],
    [{ ip: visitor, agent: browser, times: 60 }, 'pass'],
    [{ ip: visitor, agent: browser }, '429 everybody'],
    [{ ip: visitor, target: '/robots.txt', agent: googlebot, at: '2026-11-18T10:02:00Z' }, 'pass'],
  ],
  'health-checks.policy': [
    [{ peer: '10.0.0.10', target: '/health', times: 50 }, 'pass'],
    [{ peer: '10.0.0.99', target: '/health', headers: ['x-forwarded-for', visitor], times: 20 }, 'pass'],
    [{ peer: '10.0.0.99', target: '/health', headers: ['x-forwarded-for', visitor] }, '429 limit'],
    [{ peer: '10.0.0.10', target: '/', headers: ['x-forwarded-for', '198.51.100.10'], times: 21 }, '429 limit'],
  ],
  'webhooks.policy': [
    [{ ip: '198.51.100.7', method: 'POST', target: '/webhooks/push' }, 'pass'],
    [{ ip: '203.0.113.7', method: 'POST', target: '/webhooks/push' }, '403 allow-only'],
    [{ ip: '198.51.100.7', method: 'GET', target: '/webhooks/push' }, '405 allow-only'],
    [{ ip: '203.0.113.7', target: '/' }, 'pass'],
    [{ ip: '2001:db8:cafe::1', method: 'POST', target: '/webhooks' }, 'pass'],
  ],
  'total-capacity.policy': [
    [{ ip: visitor, times: 800 }, 'pass'],
    [{ ip: '198.51.100.10' }, '429 guests together'],
    [{ ip: visitor, user: 'ana', times: 200 }, 'pass'],
    [{ ip: visitor, user: 'ana' }, '429 capacity'],
    [{ ip: visitor, at: '2026-11-18T10:00:02Z' }, 'pass'],
  ],
  'tenants.policy': [
    [{ ip: visitor, host: 'a.example.com' }, '403 allow-only'],
    [{ ip: '203.0.113.5', host: 'A.example.com:8080' }, 'pass'],
    [{ ip: visitor, host: 'b.example.com', times: 10 }, 'pass'],
    [{ ip: visitor, host: 'b.example.com' }, '429 tenant b'],
    [{ ip: visitor, host: 'c.example.com' }, 'pass'],
  ],
  'countries.policy': [
    [{ ip: visitor, facts: { country: 'XA' } }, '451 block'],
    [{ ip: '192.0.2.9', facts: { country: 'XA' } }, 'pass'],
    [{ ip: visitor, facts: { country: 'RO' } }, 'pass'],
    [{ ip: visitor }, 'pass'],
  ],
}

const policies = readdirSync(folder).filter((name) => name.endsWith('.policy'))

describe('the cookbook', () => {
  it('tests every policy', () => {
    expect(policies.toSorted()).toEqual(Object.keys(plays).toSorted())
  })

  it.each(policies)('keeps %s within fifteen lines', (policy) => {
    const lines = readFileSync(new URL(policy, folder), 'utf8').split('\n')
    expect(lines.filter((line) => !/^\s*(#|$)/.test(line)).length).toBeLessThanOrEqual(15)
  })

  it.each(Object.entries(plays))('decides requests as expected under %s', async (policy, steps) => {
    const got = await play(
      policy,
      steps.map(([step]) => step),
    )
    expect(got).toEqual(steps.map(([, expected]) => expected))
  })
})
