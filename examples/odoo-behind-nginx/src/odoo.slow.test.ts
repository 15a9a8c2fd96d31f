import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sendRaw, sendRequest, type TestReply, type TestRequest } from '@tidegate/engine/testing'
import { findProgram, runBehindNginx, type RunningBehindNginx } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImitatedOdoo, imitateOdoo } from './imitate-odoo.ts'

const example = fileURLToPath(new URL('..', import.meta.url))
const nginx = findProgram('nginx')

describe.skipIf(nginx === undefined)('an Odoo behind nginx', () => {
  let odoo: ImitatedOdoo
  let running: RunningBehindNginx
  let scratch: string

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'tidegate-odoo-'))
    odoo = imitateOdoo()
    const sitePorts = { 8069: await listen(odoo.pages), 8072: await listen(odoo.live) }
    running = await runBehindNginx({ nginx: nginx!, example, scratch, sitePorts })
  })
  afterAll(async () => {
    await running.stop()
    for (const server of [odoo.pages, odoo.live]) {
      server.close()
      server.closeAllConnections()
    }
    rmSync(scratch, { recursive: true })
  })

  const send = (request: Omit<TestRequest, 'port'>): Promise<TestReply> =>
    sendRequest({ port: running.port, ...request })
  const login = (localAddress: string, password: string): Promise<TestReply> => {
    const headers = ['Content-Type', 'application/x-www-form-urlencoded']
    return send({
      localAddress,
      method: 'POST',
      target: '/web/login',
      headers,
      body: `login=admin&password=${password}`,
    })
  }

  it('serves pages, and tells the client what is left of its limit', async () => {
    const reply = await send({ target: '/shop?page=2', headers: ['X-Forwarded-For', '203.0.113.9'] })
    expect([reply.status, reply.body]).toEqual([200, 'page /shop?page=2'])
    expect(reply.headers['ratelimit']).toMatch(/visitors/)
    expect(odoo.received).toContain('GET /shop?page=2 for 127.0.0.1')
  })

  it('never passes on requests for the database manager or for remote procedures', async () => {
    for (const [target, status] of [
      ['/web/database/manager', 403],
      ['/web/%64atabase/selector', 403],
      ['/web/static/..%2fdatabase/manager', 400],
      ['/xmlrpc/2/common', 403],
    ] as const) {
      const reply = await send({ target, method: 'POST', headers: ['X-Forwarded-For', '203.0.113.9'], body: 'x' })
      expect([target, reply.status]).toEqual([target, status])
      expect(reply.body).toMatch(/^Reference: /m)
    }
    expect(odoo.received.filter((line) => /database|xmlrpc/.test(line))).toEqual([])
  })

  it('closes the login after five wrong passwords, for that client only', async () => {
    for (let i = 0; i < 5; i++) expect((await login('127.0.0.2', 'guess')).status).toBe(200)
    // The status of a reply arrives a moment after the reply.
    await expect.poll(async () => (await login('127.0.0.2', 'guess')).status).toBe(429)
    const refused = await login('127.0.0.2', 'correct')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800)
    expect((await login('127.0.0.3', 'correct')).status).toBe(303)
  })

  it('does not count correct passwords as wrong ones', async () => {
    for (let i = 0; i < 8; i++) expect((await login('127.0.0.4', 'correct')).status).toBe(303)
  })

  it('refuses scrapers, except for robots.txt and static files', async () => {
    const headers = ['User-Agent', 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)']
    const statuses = await Promise.all(
      ['/shop', '/robots.txt', '/website/static/src/img/logo.png'].map((target) => send({ target, headers })),
    )
    expect(statuses.map(({ status }) => status)).toEqual([403, 200, 200])
  })

  it('limits the pages of a visitor, and not the static files', async () => {
    const localAddress = '127.0.0.5'
    for (let i = 0; i < 180; i++) expect((await send({ localAddress, target: '/blog' })).status).toBe(200)
    const refused = await send({ localAddress, target: '/blog' })
    expect([refused.status, refused.headers['cache-control']]).toEqual([429, 'no-store'])
    const asset = await send({ localAddress, target: '/web/assets/1/web.assets_frontend.min.css' })
    expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'max-age=604800'])
  })

  it('opens WebSockets to the other port, and limits how often', async () => {
    const text = `GET /websocket HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    expect((await sendRaw(running.port, text)).status).toBe(101)
    expect(odoo.received).toContain('GET /websocket for 127.0.0.1')
    const open = { target: '/websocket', localAddress: '127.0.0.6' }
    const replies = await Promise.all(Array.from({ length: 61 }, () => send(open)))
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1)
  })

  it('refuses every request with 503 while the gateway is away', async () => {
    await running.gateway.stop()
    const reply = await send({ target: '/shop' })
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5'])
  })
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
