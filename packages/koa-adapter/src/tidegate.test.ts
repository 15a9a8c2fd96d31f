import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gateOfText, sendRaw, sendRequest } from '@tidegate/engine/testing'
import express from 'express'
import Koa from 'koa'
import mount from 'koa-mount'
import { afterEach, describe, expect, it } from 'vitest'
import type { UserId } from '@tidegate/engine/node'
import { serve, type Served } from './testing/serve.ts'
import { tidegate } from './tidegate.ts'

let served: Served | undefined

afterEach(async () => {
  await served?.close()
  served = undefined
})

const trusting = 'client ip from x-forwarded-for trusting loopback\n'
const from = (ip: string): readonly string[] => ['X-Forwarded-For', ip]

describe('tidegate()', () => {
  it('puts the decision at ctx.state.admission', async () => {
    let seen: unknown
    served = await serve(`${trusting}limit 5 per minute per ip`, {}, (ctx) => {
      seen = ctx.state['admission']
    })
    await sendRequest({ port: served.port, headers: from('203.0.113.1') })
    expect(seen).toMatchObject({ outcome: 'pass', ip: '203.0.113.1', limits: [{ count: 5, remaining: 4 }] })
  })

  it('answers a refusal with status, RateLimit fields and Retry-After, never to be stored', async () => {
    served = await serve(`${trusting}limit 1 per minute per ip`)
    const { port } = served
    const first = await sendRequest({ port, headers: from('203.0.113.1') })
    expect(first.status).toBe(200)
    expect(first.headers['ratelimit-policy']).toContain('q=1;w=60')
    const second = await sendRequest({ port, headers: [...from('203.0.113.1'), 'Accept', 'application/json'] })
    expect(second.status).toBe(429)
    expect(Number(second.headers['retry-after'])).toBeGreaterThanOrEqual(59)
    expect(second.headers['cache-control']).toBe('no-store')
    expect(second.headers['content-type']).toContain('application/problem+json')
    expect(JSON.parse(second.body)).toMatchObject({ status: 429 })
  })

  it('does not believe ctx.ip, whatever Koa was told about proxies', async () => {
    served = await serve('block ip in 198.51.100.7')
    served.app.proxy = true
    const reply = await sendRequest({ port: served.port, headers: from('198.51.100.7') })
    expect(reply.status).toBe(200)
  })

  it('lets errors of the user function go the way of Koa and keeps the gate shut', async () => {
    served = await serve('limit 5 per minute per ip', {
      user: () => {
        throw new Error('the session store is away')
      },
    })
    const reply = await sendRequest({ port: served.port })
    expect(reply.status).toBe(500)
    expect(served.reached).toEqual([])
    expect(served.errors).toHaveLength(1)
  })

  it('waits for user and facts that are promises', async () => {
    served = await serve('fact role : text\nblock role == "guest"', {
      facts: async (ctx) => Promise.resolve({ role: ctx.get('x-role') }),
    })
    const { port } = served
    expect((await sendRequest({ port, headers: ['x-role', 'guest'] })).status).toBe(403)
    expect((await sendRequest({ port, headers: ['x-role', 'member'] })).status).toBe(200)
  })

  it.each([
    [7, 200],
    [0, 200],
    [7n, 200],
    ['7', 200],
    [null, 200],
    ['', 500],
    [NaN, 500],
    [{ id: 7 }, 500],
  ])('takes %o for the id of a user, or lets nobody in', async (id, status) => {
    served = await serve('limit 5 per minute per user when user is present', { user: () => id as string })
    expect((await sendRequest({ port: served.port })).status).toBe(status)
  })

  it('charges a number and the text of its digits as one user', async () => {
    const ids: UserId[] = [7, '7', 7n]
    served = await serve('limit 2 per minute per user when user is present', { user: () => ids.shift() })
    const { port } = served
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(429)
  })

  it('judges below a mount what the mounted router reads, and says so', async () => {
    const gate = gateOfText('block path in /admin/**')
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    const inner = new Koa()
    inner.use(tidegate({ gate }))
    inner.use((ctx) => {
      ctx.body = ctx.url
    })
    const underKoa = new Koa()
    underKoa.use(mount('/panel', inner))
    const underExpress = express()
    underExpress.use('/panel', (request, response) => void inner.callback()(request, response))
    for (const listener of [underKoa.callback(), underExpress]) {
      const server = createServer((request, response) => void listener(request, response as never))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      expect((await sendRequest({ port, target: '/panel/admin' })).status).toBe(403)
      expect(await sendRequest({ port, target: '/panel/users//1?q' })).toMatchObject({
        status: 200,
        body: '/users/1?q',
      })
      server.close()
    }
    expect(warnings).toEqual(['below-mount'])
  })

  it('refuses with 503 and names the fact when a required one is missing', async () => {
    served = await serve('fact tenant : text required\nblock tenant == "closed"', { facts: () => ({}) })
    expect((await sendRequest({ port: served.port })).status).toBe(503)
    expect(served.reached).toEqual([])
  })

  it('leaves requests alone that skip names', async () => {
    served = await serve('block anyone', { skip: (ctx) => ctx.path === '/health' })
    expect((await sendRequest({ port: served.port, target: '/health' })).status).toBe(200)
    expect((await sendRequest({ port: served.port, target: '/' })).status).toBe(403)
  })

  it('hands refusals to a handler together with the reply it would have sent', async () => {
    served = await serve('block anyone', {
      handler: (ctx, decision, reply) => {
        ctx.status = 418
        ctx.body = `${decision.outcome} ${reply.status}`
      },
    })
    const reply = await sendRequest({ port: served.port })
    expect([reply.status, reply.body]).toEqual([418, 'block 403'])
  })

  it('charges a limit that counts replies by the status that went out', async () => {
    served = await serve('limit 2 per hour per ip counting only replies 401', {}, (ctx) => {
      ctx.status = ctx.get('x-password') === 'right' ? 200 : 401
    })
    const { port } = served
    const attempt = async (password: string): Promise<number> =>
      (await sendRequest({ port, headers: ['x-password', password] })).status
    expect(await attempt('right')).toBe(200)
    expect(await attempt('right')).toBe(200)
    expect(await attempt('right')).toBe(200)
    expect(await attempt('wrong')).toBe(401)
    expect(await attempt('wrong')).toBe(401)
    await expect.poll(() => attempt('right')).toBe(429)
  })

  it('is in force with a good edit on the next request, keeps counts, and survives a broken edit', async () => {
    served = await serve('limit 2 per hour per ip as "all"', { watch: true })
    const { port, policyFile } = served
    const gate = await served.guard.ready
    expect((await sendRequest({ port })).status).toBe(200)
    const reloaded = new Promise((resolve) => gate.on('reload', resolve))
    await writeFile(policyFile, 'limit 1 per hour per ip as "all"')
    await reloaded
    expect((await sendRequest({ port })).status).toBe(429)
    const failed = new Promise<{ message: string }>((resolve) => gate.on('reload-failed', resolve))
    await writeFile(policyFile, 'limit per hour')
    expect((await failed).message).toContain('test.policy')
    expect((await sendRequest({ port })).status).toBe(429)
  })

  it('refuses an option that it does not know and suggests the one that was meant', () => {
    const misspelt = { policy: 'site.policy', trustproxy: ['loopback'] }
    expect(() => tidegate(misspelt)).toThrow(/trustproxy.*trustProxy/s)
  })

  it('refuses trustProxy: true with an explanation', () => {
    const careless = { policy: 'site.policy', trustProxy: true } as unknown as { policy: string }
    expect(() => tidegate(careless)).toThrow(/trustProxy/)
  })

  it('rejects when the policy cannot be read', async () => {
    await expect(tidegate({ policy: '/nowhere/site.policy' }).ready).rejects.toThrow(/site\.policy/)
  })
})

describe('protectUpgrades', () => {
  const upgrade = (target: string, ...headers: readonly string[]): string =>
    [
      `GET ${target} HTTP/1.1`,
      'Host: a',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Version: 13',
      ...headers,
      '',
      '',
    ].join('\r\n')

  it('refuses upgrades that the policy refuses before any listener sees them', async () => {
    served = await serve(`${trusting}block ip in 198.51.100.7`)
    const upgraded: string[] = []
    served.guard.protectUpgrades(served.server)
    served.server.on('upgrade', (request, socket) => {
      upgraded.push(request.url ?? '')
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    })
    const refused = await sendRaw(served.port, upgrade('/socket', 'X-Forwarded-For: 198.51.100.7'))
    expect(refused.status).toBe(403)
    expect(upgraded).toEqual([])
    const accepted = await sendRaw(served.port, upgrade('/socket', 'X-Forwarded-For: 203.0.113.1'))
    expect(accepted.status).toBe(101)
    expect(upgraded).toEqual(['/socket'])
  })

  it('lets go of a refused client that does not', async () => {
    served = await serve('block anyone')
    served.guard.protectUpgrades(served.server)
    served.server.on('upgrade', () => {})
    const { server, port } = served
    const stubborn = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    stubborn.on('error', () => {})
    let reply = ''
    stubborn.on('data', (chunk: Buffer) => {
      reply += chunk.toString()
    })
    stubborn.write(upgrade('/socket'))
    const connections = (): Promise<number> =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      )
    await expect.poll(() => reply).toContain('403')
    await expect.poll(connections, { timeout: 5_000 }).toBe(0)
    stubborn.destroy()
  })

  it('judges CONNECT too, which goes round the middleware as well', async () => {
    served = await serve('block method == "CONNECT"')
    let connected = 0
    served.guard.protectUpgrades(served.server)
    served.server.on('connect', () => connected++)
    const reply = await sendRaw(served.port, 'CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n')
    expect([reply.status, connected]).toEqual([403, 0])
  })

  it('shows the functions that supply user and facts the target that is judged', async () => {
    served = await serve('fact area : text required\nblock area == "admin"')
    served.guard.protectUpgrades(served.server, {
      facts: ({ url }) => ({ area: url?.startsWith('/admin/') === true ? 'admin' : 'public' }),
    })
    served.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    expect((await sendRaw(served.port, upgrade('//%61dmin/socket'))).status).toBe(403)
    expect((await sendRaw(served.port, upgrade('/socket'))).status).toBe(101)
  })

  it('leaves the target as it came where the application wants it so', async () => {
    served = await serve('limit 5 per minute per ip', { rewriteTarget: false })
    served.guard.protectUpgrades(served.server)
    const targets: (string | undefined)[] = []
    served.server.on('upgrade', (request, socket) => {
      targets.push(request.url)
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    })
    await sendRaw(served.port, upgrade('//socket'))
    expect(targets).toEqual(['//socket'])
  })

  it('refuses with 500 when the function that names the user throws', async () => {
    served = await serve('limit 5 per minute per ip')
    served.guard.protectUpgrades(served.server, {
      user: () => {
        throw new Error('away')
      },
    })
    served.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    expect((await sendRaw(served.port, upgrade('/socket'))).status).toBe(500)
  })
})
