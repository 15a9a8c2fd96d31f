import { describe, expect, it } from 'vitest'
import type { GateRequest } from '../request.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { Gate } from './gate.ts'

const publicSite = `
policy "public website"
list   attackers = 198.51.100.7
bots   search    = googlebot, bingbot, facebookexternalhit, keycdn, meta-externalagent
bots   scrapers  = spider, crawler, scrapy, ahrefsbot, bytespider, mj12bot
paths  static    = /web/static/**, /web/assets/**
window peak      = 04:00-17:00 UTC
block ip in attackers  as "known attacker"  log warn
where path not in static {
  block bot in scrapers unless bot in search
  where user is absent {
    limit 5 per minute per ip    when bot in search during peak  as "search in peak hours"
    limit 200 per minute per ip  including refused  as "visitors"
  }
}
`

const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const meta = 'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)'
const noon = Date.UTC(2026, 10, 17, 12)

function visit(gate: Gate, more: Partial<GateRequest> & { readonly agent?: string } = {}): number {
  const { agent, ...request } = more
  const headers = ['Host', 'a.example', ...(agent === undefined ? [] : ['User-Agent', agent])]
  return gate.decide(requestOf({ headers, ...request })).status
}

function visits(gate: Gate, count: number, more: Parameters<typeof visit>[1] = {}): readonly number[] {
  return Array.from({ length: count }, () => visit(gate, more))
}

describe('a public site (behaviours 2)', () => {
  it('admits the 200th request of a minute from an address and refuses the 201st', () => {
    const gate = gateOfText(publicSite, { clock: testClock() })
    expect(visits(gate, 200)).not.toContain(429)
    expect(visit(gate)).toBe(429)
    expect(visit(gate, { peer: '203.0.113.10' })).toBe(200)
  })

  it('counts refused requests too, so that clients that keep hammering stay blocked', () => {
    const clock = testClock()
    const gate = gateOfText(publicSite, { clock })
    visits(gate, 400)
    clock.advance(59_000)
    expect(visit(gate)).toBe(429)
    visits(gate, 200)
    clock.advance(59_000)
    expect(visit(gate)).toBe(429)
    clock.advance(65_000)
    expect(visit(gate)).toBe(200)
  })

  it('admits an allowed bot five times a minute per address in peak hours', () => {
    const gate = gateOfText(publicSite, { clock: testClock(noon) })
    expect(visits(gate, 6, { agent: googlebot })).toEqual([200, 200, 200, 200, 200, 429])
    expect(visit(gate, { agent: googlebot, peer: '203.0.113.10' })).toBe(200)
  })

  it('observes the peak hours to the millisecond (4.4)', () => {
    const day = Date.UTC(2026, 10, 17)
    const limitsAt = (ms: number): readonly (string | undefined)[] => {
      const gate = gateOfText(publicSite, { clock: testClock(day + ms) })
      const request = requestOf({ headers: ['User-Agent', googlebot] })
      return gate.decide(request).limits.map(({ rule }) => rule.name)
    }
    const hour = 3_600_000
    const both = expect.arrayContaining(['search in peak hours', 'visitors']) as unknown
    expect(limitsAt(4 * hour - 1)).toEqual(['visitors'])
    expect(limitsAt(4 * hour)).toEqual(both)
    expect(limitsAt(17 * hour - 1)).toEqual(both)
    expect(limitsAt(17 * hour)).toEqual(['visitors'])
  })

  it('switches to the general limit when the peak ends (4.5)', () => {
    const clock = testClock(Date.UTC(2026, 10, 17, 16, 59, 50))
    const gate = gateOfText(publicSite, { clock })
    expect(visits(gate, 6, { agent: googlebot }).at(-1)).toBe(429)
    clock.advance(10_000)
    expect(visit(gate, { agent: googlebot })).toBe(200)
  })

  it('never limits static paths and logged-in users, and blocks no bot on static paths', () => {
    const gate = gateOfText(publicSite, { clock: testClock() })
    expect(visits(gate, 300, { target: '/web/static/a.css' })).not.toContain(429)
    expect(visits(gate, 300, { user: 'anna' })).not.toContain(429)
    expect(visit(gate, { target: '/web/assets/x.js', agent: 'Scrapy/2.0' })).toBe(200)
  })

  it('refuses a blocked address everywhere', () => {
    const gate = gateOfText(publicSite, { clock: testClock() })
    const peer = '198.51.100.7'
    expect(['/', '/web/static/a.css', '/robots.txt'].map((target) => visit(gate, { peer, target }))).toEqual([
      403, 403, 403,
    ])
    expect(visit(gate, { peer: '::ffff:198.51.100.7', user: 'anna' })).toBe(403)
  })

  it('classifies agents as the default lists do (4.3), and serves them /robots.txt', () => {
    const gate = gateOfText(publicSite, { clock: testClock() })
    const statuses = {
      [googlebot]: 200,
      [meta]: 200,
      'Mozilla/5.0 (compatible; Baiduspider/2.0)': 403,
      'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)': 403,
      'googlebot crawler': 200,
      'Tiny Tiny RSS/1.11, UniversalFeedParser/4.2': 200,
      '-': 200,
      '': 200,
    }
    for (const [agent, status] of Object.entries(statuses))
      expect([agent, visit(gate, { agent })]).toEqual([agent, status])
    expect(visit(gate)).toBe(200)
    expect(visit(gate, { agent: 'Scrapy/2.0', target: '/robots.txt' })).toBe(200)
    expect(visit(gate, { agent: 'Scrapy/2.0', target: '/robots.txt', method: 'POST' })).toBe(403)
  })
})

describe('lists of a connection (behaviours 1 and 4.1)', () => {
  const gate = gateOfText(`
    fact connection.allowed : ips required
    fact connection.blocked : ips required
    block ip in connection.blocked
    allow only ip in connection.allowed  when connection.allowed is not empty`)

  function connect(blocked: unknown, allowed: unknown, peer: string): string {
    return gate.decide(requestOf({ peer, facts: { 'connection.blocked': blocked, 'connection.allowed': allowed } }))
      .outcome
  }

  it.each([
    [[], [], '203.0.113.9', 'pass'],
    [[], ['203.0.113.0/24'], '203.0.113.9', 'pass'],
    [[], ['203.0.113.0/24'], '198.51.100.1', 'block'],
    [['203.0.113.9'], ['203.0.113.0/24'], '203.0.113.9', 'block'],
    [['203.0.113.0/24'], ['203.0.113.9'], '203.0.113.9', 'block'],
    [['203.0.113.0/24'], [], '198.51.100.1', 'pass'],
    [['# none', ''], ['# office', '', ' '], '8.8.8.8', 'pass'],
    [[], ['192.168.1.0/24 # lan'], '192.168.1.255', 'pass'],
    [[], ['2001:db8::/32'], '2001:db8:ffff::1', 'pass'],
    [[], ['2001:db8::1'], '2001:0DB8:0:0:0:0:0:1', 'pass'],
    [[], ['203.0.113.42'], '::ffff:203.0.113.42', 'pass'],
    [[], ['203.0.113.42'], '2001:db8::5', 'block'],
    [[], ['0.0.0.0/0'], '2001:db8::5', 'block'],
    [[], ['203.0.113.7/24'], '203.0.113.200', 'pass'],
    [[], ['not-an-ip'], '8.8.8.8', 'block'],
    ['', '203.0.113.42, 198.51.100.10', '198.51.100.10', 'pass'],
    ['', ' 203.0.113.0/24 ,2001:db8::1', '2001:db8::1', 'pass'],
    ['', ' , ', '198.51.100.10', 'pass'],
  ])('with %j blocked and %j allowed, the outcome for %s is %s', (blocked, allowed, peer, outcome) => {
    expect(connect(blocked, allowed, peer)).toBe(outcome)
  })

  it('refuses a request whose lists are not supplied, and names the fact', () => {
    expect(gate.decide(requestOf())).toMatchObject({
      reason: 'fact-missing',
      detail: 'connection.allowed',
      status: 503,
    })
  })
})

describe('a reseller panel (behaviours 3)', () => {
  const gate = gateOfText(`
    fact user.type        : text with user
    fact user.allowed_ips : ips  with user
    allow only ip in user.allowed_ips
      when user.type in "reseller", "support", "collector", "readonly" and user.allowed_ips is not empty
      reply 403 "Access denied from this IP address"`)

  function act(type: string, allowed: string, peer: string = '203.0.113.9'): number {
    return gate.decide(requestOf({ peer, user: '7', facts: { 'user.type': type, 'user.allowed_ips': allowed } })).status
  }

  it('restricts only resellers and their staff to the list', () => {
    const list = '198.51.100.10'
    expect(
      ['reseller', 'support', 'collector', 'readonly', 'admin', 'subscriber'].map((type) => act(type, list)),
    ).toEqual([403, 403, 403, 403, 200, 200])
  })

  it('does not restrict users with an empty list, and applies an edit to the next request', () => {
    expect([act('reseller', ''), act('reseller', '198.51.100.10'), act('reseller', '203.0.113.0/24')]).toEqual([
      200, 403, 200,
    ])
  })

  it('replies with the text of the policy', () => {
    const facts = { 'user.type': 'reseller', 'user.allowed_ips': 'foo' }
    expect(gate.decide(requestOf({ user: '7', facts })).replyText).toBe('Access denied from this IP address')
  })
})

describe('the root path', () => {
  it.each(['contains', 'ends with'])('has lost no trailing slash: `target %s "//"` is not true for it', (operator) => {
    const gate = gateOfText(`block target ${operator} "//"`, { logger: false })
    const asked = ['/', '/a', '/?//', '/?/', '/a?x=//']
    expect(asked.filter((target) => visit(gate, { target }) === 403)).toEqual(['/?//', '/a?x=//'])
  })
})
