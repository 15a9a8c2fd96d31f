import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sendRequest, type TestReply, type TestRequest } from '@tidegate/engine/testing'
import { findProgram, runBehindNginx, type RunningBehindNginx } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImitatedPanel, imitatePanel } from './imitate-panel.ts'

const nginx = findProgram('nginx')

describe.skipIf(nginx === undefined)('a panel behind nginx', () => {
  let panel: ImitatedPanel
  let running: RunningBehindNginx
  let scratch: string

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'tidegate-panel-'))
    panel = imitatePanel()
    panel.server.listen(0, '127.0.0.1')
    await once(panel.server, 'listening')
    const { port } = panel.server.address() as AddressInfo
    const example = fileURLToPath(new URL('..', import.meta.url))
    running = await runBehindNginx({ nginx: nginx!, example, scratch, sitePorts: { 3000: port } })
  })
  afterAll(async () => {
    await running.stop()
    panel.server.close()
    panel.server.closeAllConnections()
    rmSync(scratch, { recursive: true })
  })

  const send = (host: string, { headers = [], ...request }: Omit<TestRequest, 'port'>): Promise<TestReply> =>
    sendRequest({ port: running.port, ...request, headers: ['Host', host, ...headers] })
  const call = (key: string, localAddress: string): Promise<TestReply> =>
    send('api.panel.example', { target: '/domains', headers: ['X-API-Key', key], localAddress })
  const login = (user: string, password: string, localAddress: string): Promise<TestReply> =>
    send('panel.example', {
      method: 'POST',
      target: '/api/login',
      body: JSON.stringify({ user, password }),
      localAddress,
    })

  it('serves the panel for everyone', async () => {
    const reply = await send('panel.example', { target: '/domains?page=2' })
    expect([reply.status, reply.body]).toEqual([200, 'panel /domains?page=2'])
    expect(reply.headers['ratelimit']).toMatch(/people/)
  })

  it('is closed for addresses that are not on the list of the host, whatever they claim', async () => {
    for (const [host, target, text] of [
      ['admin.panel.example', '/', 'Forbidden'],
      ['panel.example', '/admin/users', 'Forbidden'],
      ['panel.example', '/%61dmin/users', 'Forbidden'],
      ['north.panel.example', '/', 'Access denied from this IP address'],
      ['SOUTH.panel.example', '/', 'Access denied from this IP address'],
    ] as const) {
      const reply = await send(host, {
        target,
        headers: ['X-Forwarded-For', '203.0.113.9', 'X-Real-IP', '203.0.113.9'],
      })
      expect([host, target, reply.status, reply.body.split('\n')[0]]).toEqual([host, target, 403, text])
    }
    expect(panel.received.filter((line) => /admin|north|south/i.test(line))).toEqual([])
  })

  it('asks programs for a key, and counts keys that the panel does not know', async () => {
    const without = await send('api.panel.example', { target: '/domains' })
    expect([without.status, without.body.split('\n')[0]]).toEqual([401, 'Send your key in X-API-Key'])
    for (let i = 0; i < 20; i++) expect((await call(`guess-${i}`, '127.0.0.2')).status).toBe(401)
    await expect.poll(async () => (await call('guess', '127.0.0.2')).status).toBe(429)
    expect((await call('k1', '127.0.0.3')).status).toBe(200)
  })

  it('tells programs what is left of the limit of their key', async () => {
    expect((await call('k1', '127.0.0.3')).headers['ratelimit']).toMatch(/requests of a key/)
  })

  it('closes the login after five failures: wrong passwords, and users who are not on their own list', async () => {
    for (let i = 0; i < 3; i++) expect((await login('ana', 'guess', '127.0.0.4')).status).toBe(401)
    for (let i = 0; i < 2; i++) expect((await login('away', 'correct', '127.0.0.4')).status).toBe(403)
    await expect.poll(async () => (await login('ana', 'guess', '127.0.0.4')).status).toBe(429)
    expect((await login('ana', 'correct', '127.0.0.5')).status).toBe(200)
  })

  it('does not answer for other hosts', async () => {
    await expect(send('other.example', {})).rejects.toThrow(/socket hang up|ECONNRESET/)
  })
})
