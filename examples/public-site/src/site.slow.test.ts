import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { createSite, type Site } from './app.ts'

const agents = {
  browser: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  googlebot: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  meta: 'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
  ahrefs: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
}

const tenOClock = Date.UTC(2026, 10, 18, 10, 0, 0)

interface Running {
  readonly site: Site
  readonly port: number
  readonly lines: readonly string[]
  readonly clock: { wall: number; monotonic: number }
}

const running: { site: Site; server: Server }[] = []

async function start(policy: string, at = tenOClock): Promise<Running> {
  const clock = { wall: at, monotonic: 1_000_000 }
  const lines: string[] = []
  const site = createSite({
    policy: fileURLToPath(new URL(`../${policy}`, import.meta.url)),
    clock: { wallMs: () => clock.wall, monotonicMs: () => clock.monotonic, note: undefined },
    onLogLine: (line) => lines.push(line),
  })
  await site.guard.ready
  const server = createServer(site.app.callback())
  site.guard.protectUpgrades(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push({ site, server })
  return { site, port: (server.address() as AddressInfo).port, lines, clock }
}

afterEach(async () => {
  for (const { site, server } of running.splice(0)) {
    await site.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const from = (ip: string, agent: string, ...more: readonly string[]): readonly string[] => [
  'X-Forwarded-For',
  ip,
  'User-Agent',
  agent,
  ...more,
]

async function statuses(
  port: number,
  count: number,
  headers: readonly string[],
  target = '/articles/1',
): Promise<readonly number[]> {
  const found: number[] = []
  for (let index = 0; index < count; index += 1) found.push((await sendRequest({ port, target, headers })).status)
  return found
}

describe.each([['site.policy'], ['robots.policy']])('the public site under %s', (policy) => {
  it('admits a browser and shows how the policy sees it', async () => {
    const { port } = await start(policy)
    const reply = await sendRequest({ port, headers: from('203.0.113.1', agents.browser) })
    expect(reply.status).toBe(200)
    expect(reply.body).toContain('203.0.113.1')
    expect(reply.body).toContain('199 of 200 left')
  })

  it('admits the 200th request of a visitor and refuses the 201st until a minute has passed', async () => {
    const { port, clock } = await start(policy)
    const headers = from('203.0.113.2', agents.browser)
    expect(await statuses(port, 200, headers)).toEqual(Array.from({ length: 200 }, () => 200))
    const refused = await sendRequest({ port, target: '/articles/1', headers })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(await statuses(port, 1, from('203.0.113.3', agents.browser))).toEqual([200])
    clock.monotonic += 120_000
    clock.wall += 120_000
    expect(await statuses(port, 1, headers)).toEqual([200])
  })

  it('refuses the sixth request of a search bot in peak hours, but not requests from another address', async () => {
    const { port } = await start(policy)
    expect(await statuses(port, 6, from('203.0.113.4', agents.googlebot))).toEqual([200, 200, 200, 200, 200, 429])
    expect(await statuses(port, 1, from('203.0.113.5', agents.googlebot))).toEqual([200])
  })

  it.each([
    [Date.UTC(2026, 10, 18, 3, 59, 59, 999), 200],
    [Date.UTC(2026, 10, 18, 4, 0, 0, 0), 429],
    [Date.UTC(2026, 10, 18, 16, 59, 59, 999), 429],
    [Date.UTC(2026, 10, 18, 17, 0, 0, 0), 200],
  ])('applies peak hours to the millisecond (%d → %d)', async (at, sixth) => {
    const { port } = await start(policy, at)
    expect((await statuses(port, 6, from('203.0.113.6', agents.googlebot))).at(-1)).toBe(sixth)
  })

  it('applies only the general limit to a search bot when peak hours end', async () => {
    const { port, clock } = await start(policy, Date.UTC(2026, 10, 18, 16, 59, 50))
    const headers = from('203.0.113.7', agents.googlebot)
    expect((await statuses(port, 6, headers)).at(-1)).toBe(429)
    clock.wall = Date.UTC(2026, 10, 18, 17, 0, 0)
    clock.monotonic += 10_000
    expect(await statuses(port, 1, headers)).toEqual([200])
  })

  it('refuses scrapers, and admits a bot that is on both lists', async () => {
    const { port } = await start(policy)
    expect(await statuses(port, 1, from('203.0.113.8', agents.ahrefs))).toEqual([403])
    expect(await statuses(port, 1, from('203.0.113.8', agents.meta))).toEqual([200])
  })

  it('never limits static paths or refuses bots there', async () => {
    const { port } = await start(policy)
    const found = await statuses(port, 210, from('203.0.113.9', agents.ahrefs), '/web/static/site.css')
    expect(new Set(found)).toEqual(new Set([200]))
  })

  it('never limits a logged-in user', async () => {
    const { site, port } = await start(policy)
    const cookie = `session=${site.sessions.open('guest')}`
    const found = await statuses(port, 210, from('203.0.113.10', agents.browser, 'Cookie', cookie))
    expect(new Set(found)).toEqual(new Set([200]))
  })

  it('refuses a blocked address everywhere and logs one warning with the address and the user agent', async () => {
    const { port, lines } = await start(policy)
    const headers = from('198.51.100.7', agents.browser)
    for (const target of ['/', '/web/static/site.css', '/articles/1', '/robots.txt']) {
      const reply: TestReply = await sendRequest({ port, target, headers })
      expect([target, reply.status]).toEqual([target, 403])
      expect(reply.body).not.toMatch(/attacker|blocked_ip|list/)
    }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/warn/i)
    expect(lines[0]).toContain('198.51.100.7')
    expect(lines[0]).toContain('Chrome/130.0.0.0')
  })

  it('always serves robots.txt to scrapers', async () => {
    const { port } = await start(policy)
    const reply = await sendRequest({ port, target: '/robots.txt', headers: from('203.0.113.11', agents.ahrefs) })
    expect(reply.status).toBe(200)
    expect(reply.body).toContain('restrict-ip')
  })
})

describe('the live list of the public site', () => {
  it('shows the rule, its file and its line, and shows markup in a user agent as text', async () => {
    const { port } = await start('site.policy')
    await sendRequest({ port, headers: from('203.0.113.12', 'AhrefsBot <script>alert(1)</script>') })
    const page = await sendRequest({ port, headers: from('203.0.113.13', agents.browser) })
    expect(page.body).toMatch(/site\.policy:\d+ scraper/)
    expect(page.body).toContain('&lt;script&gt;alert(1)')
    expect(page.body).not.toContain('<script>alert(1)')
  })
})
