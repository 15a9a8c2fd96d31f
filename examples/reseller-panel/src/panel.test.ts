import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccounts, demonstrationUsers, type Accounts } from './accounts.ts'
import { createPanel, type Panel } from './app.ts'

const policy = fileURLToPath(new URL('../panel.policy', import.meta.url))
const inside = '203.0.113.42'
const outside = '192.0.2.1'

let accounts: Accounts
let panel: Panel
let server: Server
let port: number

beforeEach(async () => {
  accounts = createAccounts(demonstrationUsers)
  panel = createPanel(policy, accounts)
  await panel.guard.ready
  server = panel.app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  port = (server.address() as AddressInfo).port
})

afterEach(async () => {
  await panel.guard.close()
  await new Promise((resolve) => server.close(resolve))
})

const login = (ip: string, user: string, password = `${user}-password`): Promise<TestReply> =>
  sendRequest({
    port,
    method: 'POST',
    target: '/api/login',
    headers: ['X-Real-IP', ip],
    body: JSON.stringify({ user, password }),
  })

async function tokenOf(user: string, ip = inside): Promise<string> {
  const reply = await login(ip, user)
  return (JSON.parse(reply.body) as { token: string }).token
}

const call = (
  ip: string,
  token: string,
  more: { method?: string; target?: string; body?: string } = {},
): Promise<TestReply> =>
  sendRequest({ port, target: '/api/me', ...more, headers: ['X-Real-IP', ip, 'Authorization', `Bearer ${token}`] })

describe('the reseller panel at login', () => {
  it('returns a token for the correct password from an allowed address', async () => {
    const reply = await login(inside, 'north')
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body)).toHaveProperty('token')
  })

  it('returns 403 and no token for the correct password from another address', async () => {
    const reply = await login(outside, 'north')
    expect(reply.status).toBe(403)
    expect(reply.body).toContain('Access denied from this IP address')
    expect(reply.body).not.toContain('token')
  })

  it('returns the normal error for a wrong password, from any address', async () => {
    const wrongOutside = await login(outside, 'north', 'guess')
    const wrongInside = await login(inside, 'north', 'guess')
    expect([wrongOutside.status, wrongOutside.body]).toEqual([wrongInside.status, wrongInside.body])
    expect(wrongOutside.status).toBe(401)
  })
})

describe('the reseller panel on every call', () => {
  it('checks the address again even though the token is valid', async () => {
    const token = await tokenOf('north')
    expect((await call(inside, token)).status).toBe(200)
    const refused = await call(outside, token)
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('Access denied from this IP address')
  })

  it('applies an edited list to the next call with the same token', async () => {
    const admin = await tokenOf('root', outside)
    const token = await tokenOf('north')
    const target = '/api/resellers/north/allowed-ips'
    const edit = await call(outside, admin, {
      method: 'PUT',
      target,
      body: JSON.stringify({ allowed_ips: '198.51.100.10' }),
    })
    expect(edit.status).toBe(200)
    expect((await call(inside, token)).status).toBe(403)
    expect((await call('198.51.100.10', token)).status).toBe(200)
  })

  it('exempts the admin and the subscriber', async () => {
    for (const user of ['root', 'sub']) expect((await call(outside, await tokenOf(user, outside))).status).toBe(200)
  })

  it('applies the list of their reseller to staff, and no list to staff without a reseller', async () => {
    for (const user of ['sam', 'cleo']) {
      const token = await tokenOf(user)
      expect([(await call(inside, token)).status, (await call(outside, token)).status]).toEqual([200, 403])
    }
    expect((await call(outside, await tokenOf('rita', outside))).status).toBe(200)
  })

  it('does not let a reseller edit the list that applies to it', async () => {
    const token = await tokenOf('north')
    const target = '/api/resellers/north/allowed-ips'
    const edit = await call(inside, token, { method: 'PUT', target, body: JSON.stringify({ allowed_ips: '' }) })
    expect(edit.status).toBe(403)
    expect((await call(outside, token)).status).toBe(403)
  })

  it('refuses to save a list with an invalid entry and names the entry', async () => {
    const admin = await tokenOf('root', outside)
    const target = '/api/resellers/north/allowed-ips'
    const reply = await call(outside, admin, {
      method: 'PUT',
      target,
      body: JSON.stringify({ allowed_ips: '1.2.3.4, 010.0.0.1' }),
    })
    expect(reply.status).toBe(422)
    expect(reply.body).toContain('010.0.0.1')
    expect(accounts.allowedIps({ id: 'north', type: 'reseller' })).toBe('203.0.113.42, 198.51.100.0/24')
  })
})
