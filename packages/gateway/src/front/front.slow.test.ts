import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, request as send, type IncomingMessage } from 'node:http'
import { connect as connectHttp2, constants } from 'node:http2'
import { type AddressInfo, createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { text as readText } from 'node:stream/consumers'
import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from '../gateway.ts'
import type { Gateway } from '../running-gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'
import { createPlainSite, type PlainSite } from '../testing/plain-site.ts'

const policy = `policy "site"
block path in /admin/**
block ip in 198.51.100.0/24
where path in /login { limit 2 per minute per ip counting only replies 401 as "logins" }
where path in /slow/** or path == "/sockets" { limit 2 at once per ip as "slow" }
`

let folder: string
let site: PlainSite
let sitePort: number
const warnings: string[] = []
const logger = {
  debug: () => {},
  info: () => {},
  warn: (_fields: object, message: string) => void warnings.push(message),
  error: () => {},
}

async function listen(server: {
  listen: (port: number, host: string) => unknown
  address: () => unknown
}): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server as never, 'listening')
  return (server.address() as AddressInfo).port
}

function open(options: Partial<GatewayOptions>): Promise<Gateway> {
  return openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
    to: { kind: 'url', url: `http://127.0.0.1:${sitePort}` },
    gates: { watch: false },
    logger,
    ...options,
  })
}

const portOf = (gateway: Gateway): number => Number(gateway.addresses[0]!.split(':').at(-1))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-front-'))
  writeFileSync(join(folder, 'site.policy'), policy)
  site = createPlainSite()
  sitePort = await listen(site.server)
})
afterAll(() => {
  site.server.close()
  site.server.closeAllConnections()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  site.received.length = 0
  warnings.length = 0
})

describe('the gateway as a reverse proxy', () => {
  let gateway: Gateway
  let port: number
  beforeAll(async () => {
    gateway = await open({})
    port = portOf(gateway)
  })
  afterAll(() => gateway.stop())

  it('passes requests on with their bodies, and replies back', async () => {
    const reply = await sendRequest({ port, target: '/a%2Fb?c', method: 'POST', body: 'x'.repeat(300_000) })
    expect([reply.status, reply.body, reply.headers['x-site']]).toEqual([200, 'site /a%2Fb?c\n', 'plain'])
    expect(site.received[0]!.body).toHaveLength(300_000)
  })

  it('refuses before the site sees anything', async () => {
    expect((await sendRequest({ port, target: '/admin/x', method: 'POST', body: 'x' })).status).toBe(403)
    expect(site.received).toEqual([])
  })

  it('tells the site the address, protocol and host of the client, whatever the client claims', async () => {
    const claims = [
      'X-Forwarded-For',
      '198.51.100.1',
      'X-Forwarded-Proto',
      'https',
      'X-Forwarded-Host',
      'admin.example',
    ]
    const drops = [
      'Connection',
      'X-Forwarded-For, close',
      'X-Tidegate-Id',
      'forged',
      'TE',
      'trailers',
      'Proxy-Connection',
      'close',
    ]
    expect((await sendRequest({ port, headers: ['Host', 'shop.example', ...claims, ...drops] })).status).toBe(200)
    const { headers } = site.received[0]!
    const fields = Object.fromEntries(
      headers.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), headers[i + 1]]] : [])),
    )
    expect(fields).toMatchObject({
      host: 'shop.example',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-port': String(port),
    })
    for (const name of ['x-tidegate-id', 'te', 'proxy-connection']) expect(fields).not.toHaveProperty(name)
  })

  it('counts the replies of the site', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await sendRequest({ port, target: '/login' })).status)
    expect(statuses).toEqual([401, 401, 429])
  })

  it('admits and refuses WebSockets, and carries what is sent in both directions', async () => {
    const head = (target: string): string =>
      `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    expect((await sendRaw(port, head('/admin/ws'))).status).toBe(403)
    const socket = createConnection(port, '127.0.0.1')
    socket.write(head('/ws'))
    let received = ''
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (received.endsWith('\r\n\r\n')) socket.write('ping')
    })
    await expect.poll(() => received, { timeout: 5_000 }).toMatch(/^HTTP\/1\.1 101 .*ping$/s)
    socket.destroy()
    expect(site.received).toHaveLength(1)
  })

  it('answers an upgrade that is not to WebSocket as what it is without the upgrade, or refuses it', async () => {
    const { status } = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    expect([200, 400]).toContain(status)
  })

  it('refuses a host without a policy, and finds policies by host', async () => {
    writeFileSync(join(folder, 'shop.policy'), 'block path in /cart/**\n')
    const sites = [{ policy: join(folder, 'shop.policy'), hosts: ['shop.example', '*.shop.example'] }]
    const byHost = await open({ sites })
    const at = (host: string, target: string): Promise<number> =>
      sendRequest({ port: portOf(byHost), target, headers: ['Host', host] }).then(({ status }) => status)
    expect(
      await Promise.all([
        at('SHOP.example:80', '/cart/x'),
        at('a.b.shop.example', '/cart/x'),
        at('shop.example', '/admin/x'),
      ]),
    ).toEqual([403, 403, 200])
    expect(await Promise.all([at('other.example', '/'), at('notshop.example', '/')])).toEqual([421, 421])
    await byHost.stop()
  })
})

describe('a site that misbehaves', () => {
  it('cannot be reached: 502, and the log says why', async () => {
    const gateway = await open({ to: { kind: 'url', url: 'http://127.0.0.1:1' } })
    const { status, body } = await sendRequest({ port: portOf(gateway) })
    expect([status, body]).toEqual([502, 'The site cannot be reached.\n'])
    expect(warnings.join()).toContain('ECONNREFUSED')
    await gateway.stop()
  })

  it('does not answer: 504 after the time', async () => {
    const silent = createServer(() => {})
    const gateway = await open({
      to: { kind: 'url', url: `http://127.0.0.1:${await listen(silent)}` },
      replyWithinMs: 200,
    })
    expect((await sendRequest({ port: portOf(gateway) })).status).toBe(504)
    await gateway.stop()
    silent.closeAllConnections()
    silent.close()
  })

  it('dies during a request: 502 at once, and the log says each failure, and that the site answers again', async () => {
    const replies = { dies: true }
    const dying = createServer((request, response) => {
      if (replies.dies) request.socket.destroy()
      else response.end('well')
    })
    const port = await listen(dying)
    const gateway = await open({ to: { kind: 'url', url: `http://127.0.0.1:${port}` } })
    const ask = () => sendRequest({ port: portOf(gateway) }).then(({ status }) => status)
    const lost = [await ask(), await ask()]
    dying.close()
    dying.closeAllConnections()
    await once(dying, 'close')
    lost.push(await ask(), await ask())
    replies.dies = false
    dying.listen(port, '127.0.0.1')
    await once(dying, 'listening')
    const again = [await ask(), await ask()]
    await gateway.stop()
    dying.close()
    dying.closeAllConnections()
    expect([lost, again]).toEqual([
      [502, 502, 502, 502],
      [200, 200],
    ])
    const shown = `the site behind the gateway, http://127.0.0.1:${port}`
    expect(warnings).toEqual([
      `${shown}: socket hang up`,
      `${shown}: connect ECONNREFUSED 127.0.0.1:${port}`,
      `${shown}, answers again`,
      // At the end, what was not written yet.
      `${shown}: socket hang up`,
      `${shown}: connect ECONNREFUSED 127.0.0.1:${port}`,
    ])
  })

  it('gets the address of an IPv4 client as such from a listener for both families', async () => {
    const gateway = await open({ listen: [{ kind: 'tcp', host: '::', port: 0 }] })
    await sendRequest({ port: portOf(gateway), target: '/mapped' })
    const headers = site.received.at(-1)?.headers ?? []
    expect(headers[headers.indexOf('x-forwarded-for') + 1]).toBe('127.0.0.1')
    await gateway.stop()
  })

  it('breaks off a reply: the client sees that it is incomplete', async () => {
    const broken = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      setTimeout(() => response.destroy(), 50)
    })
    const gateway = await open({ to: { kind: 'url', url: `http://127.0.0.1:${await listen(broken)}` } })
    await expect(sendRequest({ port: portOf(gateway) })).rejects.toThrow(/aborted|ECONNRESET/)
    await gateway.stop()
    broken.close()
  })
})

it('counts requests whose clients leave before the site replies, so that passwords cannot be guessed by hanging up', async () => {
  let asked = 0
  const checking = createServer((_request, response) => {
    asked += 1
    setTimeout(() => response.writeHead(401).end(), 2_000).unref()
  })
  const gateway = await open({ to: { kind: 'url', url: `http://127.0.0.1:${await listen(checking)}` } })
  const port = portOf(gateway)
  for (let guess = 1; guess <= 2; guess++) {
    const leaving = send({ port, host: '127.0.0.1', path: '/login', method: 'POST' })
    leaving.on('error', () => {})
    leaving.end('guess')
    while (asked < guess) await wait(5)
    leaving.destroy()
  }
  let status = 0
  for (let tries = 0; tries < 100 && status !== 429; tries++) {
    const explained = await gateway.sites.all[0]!.gate.explain({
      method: 'POST',
      target: '/login',
      headers: [],
      peer: '127.0.0.1',
    })
    status = explained.decision.status
    if (status !== 429) await wait(20)
  }
  expect(status).toBe(429)
  checking.closeAllConnections()
  checking.close()
  await gateway.stop()
})

it('limits requests at once, with WebSockets, until they end or their clients leave', async () => {
  const gateway = await open({})
  const port = portOf(gateway)
  const held = (): number | undefined => gateway.sites.all[0]!.gate.stats().counters.placesHeld
  const slow = sendRequest({ port, target: '/slow/a' })
  const socket = createConnection(port, '127.0.0.1')
  socket.write(
    'GET /sockets HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await once(socket, 'data')
  await expect.poll(() => site.received.length).toBe(2)
  expect(held()).toBe(2)
  expect((await sendRequest({ port, target: '/slow/b' })).status).toBe(429)
  socket.destroy()
  await expect.poll(held).toBe(1)
  const leaving = send({ port, host: '127.0.0.1', path: '/slow/c' })
  leaving.on('error', () => {})
  leaving.end()
  await expect.poll(held).toBe(2)
  leaving.destroy()
  await expect.poll(held).toBe(1)
  site.release()
  expect((await slow).status).toBe(200)
  await expect.poll(held).toBe(0)
  site.release()
  await gateway.stop()
})

it('streams in both directions, passes trailers, and ends the request to the site when the client leaves', async () => {
  let ended = false
  let trailers: IncomingMessage['trailers'] = {}
  const streaming = createServer((request, response) => {
    if (request.url === '/leave') {
      response.write('first')
      response.on('close', () => (ended = true))
      return
    }
    response.writeHead(200, { trailer: 'x-sum' })
    request.on('data', (chunk: Buffer) => response.write(chunk))
    request.on('end', () => {
      trailers = request.trailers
      response.addTrailers({ 'x-sum': '42' })
      response.end()
    })
  })
  const gateway = await open({ to: { kind: 'url', url: `http://127.0.0.1:${await listen(streaming)}` } })
  const port = portOf(gateway)

  const outgoing = send({ port, host: '127.0.0.1', method: 'POST', headers: { trailer: 'x-check' } })
  outgoing.write('one')
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const [first] = (await once(incoming, 'data')) as [Buffer]
  expect(first.toString()).toBe('one')
  outgoing.addTrailers({ 'x-check': '7' })
  outgoing.end('two')
  expect(await readText(incoming)).toBe('two')
  expect([incoming.trailers, trailers]).toMatchObject([{ 'x-sum': '42' }, { 'x-check': '7' }])

  const leaving = send({ port, host: '127.0.0.1', path: '/leave' })
  leaving.end()
  const [partial] = (await once(leaving, 'response')) as [IncomingMessage]
  await once(partial, 'data')
  partial.destroy()
  await expect.poll(() => ended, { timeout: 5_000 }).toBe(true)
  await gateway.stop()
  streaming.close()
})

it('speaks HTTP/2 and HTTP/1.1 over TLS, and uses a renewed certificate', async () => {
  const make = async (name: string) => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], { keyType: 'ec' })
    return { cert, key }
  }
  let current = await make('first.example')
  const gateway = await open({ certificate: () => Promise.resolve(current) })
  const client = connectHttp2(`https://127.0.0.1:${portOf(gateway)}`, { rejectUnauthorized: false })
  const get = async (path: string): Promise<[number, string]> => {
    const stream = client.request({ ':path': path, ':authority': 'shop.example' })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    return [headers[constants.HTTP2_HEADER_STATUS] as number, await readText(stream)]
  }
  expect(await get('/x')).toEqual([200, 'site /x\n'])
  expect((await get('/admin/x'))[0]).toBe(403)
  const { headers } = site.received[0]!
  expect(headers[headers.indexOf('x-forwarded-proto') + 1]).toBe('https')
  expect(headers[headers.findIndex((name) => name.toLowerCase() === 'host') + 1]).toBe('shop.example')
  client.close()

  current = await make('second.example')
  await gateway.reload()
  const { connect } = await import('node:tls')
  const socket = connect({ port: portOf(gateway), host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  expect(socket.getPeerCertificate().subject.CN).toBe('second.example')
  socket.destroy()
  await gateway.stop()
})

it('lets requests in progress end when it stops, and takes no new ones', async () => {
  const slow = createServer((_request, response) => void setTimeout(() => response.end('late'), 400))
  const gateway = await open({ to: { kind: 'url', url: `http://127.0.0.1:${await listen(slow)}` } })
  const port = portOf(gateway)
  const reply = sendRequest({ port })
  await wait(100)
  const stopped = gateway.stop()
  expect(gateway.isReady()).toBe(false)
  expect((await reply).body).toBe('late')
  await stopped
  await expect(sendRequest({ port })).rejects.toThrow(/ECONNREFUSED/)
  slow.close()
})
