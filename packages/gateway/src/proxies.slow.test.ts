import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRaw, sendRequest, type TestReply } from '@tidegate/engine/testing'
import { findProgram, freePorts, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import { createPlainSite, type PlainSite } from './testing/plain-site.ts'
import { proxiesUnderTest } from './testing/proxies-under-test.ts'

const policy = `policy "site"
block path in /admin/**
block path in /gone/** reply 410 "It is gone."
block path in /moved/** reply 302 to "/sorry?ref={reference}"
block path in /away/** reply 303 to "https://status.example/x"
block path in /page/** reply 451 file "refused.html"
block path in /large/** reply 403 file "large.html"
block method == "DELETE"
block header("x-probe") == "1"
block ip in 198.51.100.0/24
block agent contains "badbot" reply 403 "No bots, please."
block host == "panel.example"
where path in /three/** { limit 3 per minute per ip as "three" }
where path in /folder/** { limit 3 per minute per ip as "folder" }
where path in /login { limit 2 per minute per ip counting only replies 401 as "logins" }
where path in /slow/** { limit 2 at once per ip as "slow" }
`

describe.each(proxiesUnderTest)('behind $name', ({ name, start }) => {
  const program = findProgram(name)
  const isMissing = program === undefined
  let folder: string
  let site: PlainSite
  let gateway: Gateway
  let proxy: RunningServer
  let port: number
  let logged: string[]

  const open = (listen: number, settle: number): Promise<Gateway> =>
    openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: listen }],
      behind: [name],
      requestIds: true,
      settle: { host: '127.0.0.1', port: settle },
      logger: { debug: () => {}, info: () => {}, warn: (_fields, message) => logged.push(message), error: () => {} },
    })

  let gatePort: number
  let settlePort: number
  beforeAll(async () => {
    if (isMissing) return
    folder = mkdtempSync(join(tmpdir(), `tidegate-behind-${name}-`))
    writeFileSync(join(folder, 'site.policy'), policy)
    writeFileSync(join(folder, 'refused.html'), '<p>Not here: {reference}, {status}</p>')
    writeFileSync(join(folder, 'large.html'), `<p>{reference}</p>${'x'.repeat(65_000)}`)
    site = createPlainSite()
    site.server.listen(0, '127.0.0.1')
    await once(site.server, 'listening')
    ;[port, gatePort, settlePort] = (await freePorts(3)) as [number, number, number]
    logged = []
    gateway = await open(gatePort, settlePort)
    proxy = await start(program, {
      folder,
      port,
      sitePort: (site.server.address() as AddressInfo).port,
      settings: {
        gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort },
        settle: { host: '127.0.0.1', port: settlePort },
        whenAway: 'refuse',
      },
    })
  })
  afterAll(async () => {
    if (isMissing) return
    await proxy.stop()
    await gateway.stop()
    site.server.close()
    site.server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    if (!isMissing) site.received.length = 0
  })

  const get = (target: string, headers: readonly string[] = [], method = 'GET'): Promise<TestReply> =>
    sendRequest({ port, target, headers, method })

  it.skipIf(isMissing)('lets a request pass unchanged, with its body', async () => {
    const reply = await sendRequest({ port, target: '/a%2Fb/c?x=%20&y', method: 'POST', body: 'the body' })
    expect([reply.status, reply.body]).toEqual([200, 'site /a%2Fb/c?x=%20&y\n'])
    expect(site.received).toMatchObject([{ method: 'POST', target: '/a%2Fb/c?x=%20&y', body: 'the body' }])
  })

  it.skipIf(isMissing)('refuses with the status, the text and the reference of the policy', async () => {
    for (const [target, status, text] of [
      ['/admin/users', 403, 'Forbidden'],
      ['/gone/x', 410, 'It is gone.'],
    ] as const) {
      const reply = await get(target)
      expect([reply.status, reply.body.split('\n')[0], reply.headers['cache-control']]).toEqual([
        status,
        text,
        'no-store',
      ])
      expect(reply.body).toMatch(/^Reference: \S+$/m)
      expect(gateway.sites.all[0]!.gate.refusal(/Reference: (\S+)/.exec(reply.body)![1]!)).toMatchObject({ status })
    }
    expect(site.received).toEqual([])
  })

  it.skipIf(isMissing)('redirects to a path of the site, and to another site', async () => {
    const moved = await get('/moved/a?b=c')
    const reference = /ref=([\w-]+)$/.exec(moved.headers['location'] ?? '')?.[1]
    expect([moved.status, moved.headers['location']]).toEqual([302, `/sorry?ref=${reference}`])
    expect(gateway.sites.all[0]!.gate.refusal(reference!)).toMatchObject({ status: 302 })
    expect(moved.headers['cache-control']).toBe('no-store')
    const away = await get('/away/a', [], 'POST')
    expect([away.status, away.headers['location']]).toEqual([303, 'https://status.example/x'])
    expect((await get('/moved/a', [], 'HEAD')).headers['location']).toMatch(/^\/sorry\?ref=/)
    expect(site.received).toEqual([])
  })

  it.skipIf(isMissing)('refuses with the page of the policy, also the largest one', async () => {
    const { status, headers, body } = await get('/page/a', ['Accept', 'text/html'])
    expect([status, headers['content-type']]).toEqual([451, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/)
    expect(body).toMatch(/^<p>Not here: [\w-]+, 451<\/p>$/)
    const large = await get('/large/a', ['Accept', 'text/html'])
    // WHY: a reply of a script has to fit into one buffer of HAProxy.
    const isWhole = name !== 'haproxy'
    expect([large.status, large.body.length > 65_000]).toEqual([403, isWhole])
    if (!isWhole) expect(large.headers['content-type']).toBe('text/plain')
    if (!isWhole) expect(large.body).toMatch(/^Refused\.\nReference: [\w-]+\n$/)
    const head = await get('/page/a', ['Accept', 'text/html'], 'HEAD')
    expect([head.status, head.body]).toEqual([451, ''])
  })

  it.skipIf(isMissing)('refuses as problem details, if the client prefers JSON', async () => {
    const reply = await get('/gone/x', ['Accept', 'application/json'])
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(reply.body)).toMatchObject({ status: 410, detail: 'It is gone.' })
  })

  it.skipIf(isMissing)('refuses by method, header field and agent of the client', async () => {
    expect((await get('/', [], 'DELETE')).status).toBe(403)
    expect((await get('/', ['X-Probe', '1'])).status).toBe(403)
    expect((await get('/', ['User-Agent', 'badbot/2'])).body).toContain('No bots, please.')
    expect(site.received).toEqual([])
  })

  it.skipIf(isMissing)('sends 429 with Retry-After and RateLimit, and RateLimit with replies that pass', async () => {
    const replies: TestReply[] = []
    for (let i = 0; i < 4; i++) replies.push(await get('/three/x'))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(replies.map(({ headers }) => /r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1])).toEqual(['2', '1', '0', '0'])
    expect(replies[3]!.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^[1-9]\d*$/) })
    expect(replies[0]!.headers['ratelimit-policy']).toBe('"three";q=3;w=60')
    expect(site.received).toHaveLength(3)
  })

  it.skipIf(isMissing)('answers HEAD without a body, with the same status', async () => {
    const refused = await get('/gone/x', [], 'HEAD')
    expect([refused.status, refused.body]).toEqual([410, ''])
    expect((await get('/', [], 'HEAD')).status).toBe(200)
  })

  it.skipIf(isMissing)('refuses a POST with a body', async () => {
    const reply = await sendRequest({ port, target: '/gone/x', method: 'POST', body: 'x'.repeat(100_000) })
    expect(reply.status).toBe(410)
    expect(site.received).toEqual([])
  })

  it.skipIf(isMissing)('admits and refuses WebSockets', async () => {
    const upgrade = (target: string): string =>
      `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    expect((await sendRaw(port, upgrade('/ws'))).status).toBe(101)
    expect((await sendRaw(port, upgrade('/gone/ws'))).status).toBe(410)
  })

  it.skipIf(isMissing)('believes no address, field or id that a client made up', async () => {
    const forged = [
      'X-Forwarded-For',
      '198.51.100.1',
      'X-Real-IP',
      '198.51.100.1',
      'X-Forwarded-Uri',
      '/',
      'X-Original-URI',
      '/',
    ]
    const more = [
      'X-Forwarded-Method',
      'GET',
      'X-Original-Method',
      'GET',
      'X-Tidegate-Request',
      'f00',
      'X-Tidegate-Reply',
      'f00',
    ]
    expect((await get('/', [...forged, ...more])).status).toBe(200)
    expect((await get('/gone/x', [...forged, ...more])).status).toBe(410)
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) {
      const from = ['X-Forwarded-For', `203.0.113.${i}`, 'X-Tidegate-Request', 'same', 'X-Request-Id', 'same']
      statuses.push((await get('/login', from)).status)
      await wait(50)
    }
    expect(statuses).toEqual([401, 401, 429, 429, 429])
  })

  it.skipIf(isMissing)('limits requests at once, until the proxy sends their statuses', async () => {
    const held = (): number | undefined => gateway.sites.all[0]!.gate.stats().counters.placesHeld
    const slow = [get('/slow/a'), get('/slow/b')]
    await expect.poll(() => site.received.length).toBe(2)
    const refused = await get('/slow/c')
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
    expect(held()).toBe(2)
    site.release()
    await expect.poll(held).toBe(1)
    site.release()
    await expect.poll(held).toBe(0)
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200])
  })

  it.skipIf(isMissing)('decides the target that the site receives', async () => {
    // [target, status]: what is ambiguous is refused, and every spelling of a protected path is that path.
    for (const [target, status] of [
      ['/%61dmin/x', 403],
      ['/admin%2Fx', 400],
      ['/x/../admin/y', 400],
      ['/x/%2e%2e/admin/y', 400],
      ['/./admin/y', 400],
      ['/ADMIN/x', 403],
      ['/a//b', 200],
      ['//admin/y', 403],
      ['/x?path=/admin/y', 200],
      ['/%', 400],
    ] as const) {
      const { status: seen } = await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      expect([target, seen]).toEqual([target, status])
    }
  })

  it.skipIf(isMissing)('lets no request for one host in as one for another', async () => {
    const ask = (target: string, host: string): Promise<{ readonly status: number }> =>
      sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect((await ask('/x', 'panel.example')).status).toBe(403)
    expect((await ask('http://panel.example/x', 'a')).status).toBeGreaterThanOrEqual(400)
    await ask('http://a/x', 'panel.example')
    const hosts = site.received.map(({ headers }) => headers[headers.findIndex((name) => /^host$/i.test(name)) + 1])
    // Caddy takes the host of the target, as RFC 9112 §3.2.2 says; the others refuse.
    expect(hosts).toEqual(name === 'caddy' ? ['a'] : [])
  })

  it.skipIf(isMissing)('decides requests without a path, or without a host', async () => {
    for (const head of ['OPTIONS * HTTP/1.1\r\nHost: a\r\nX-Probe: 1\r\nConnection: close', 'GET /gone/x HTTP/1.0'])
      await sendRaw(port, `${head}\r\n\r\n`)
    expect(site.received).toEqual([])
    // The others answer with HTTP/1.0, which this client does not read.
    if (name === 'nginx') expect((await sendRaw(port, 'GET /gone/x HTTP/1.0\r\n\r\n')).status).toBe(410)
  })

  it.skipIf(isMissing)('survives requests with many header fields, and lets none in without a decision', async () => {
    for (const count of [60, 84, 90, 95, 99, 150]) {
      const fields = Array.from({ length: count }, (_, i) => `X-${i}: y\r\n`).join('')
      const { status } = await sendRaw(port, `GET /gone/x HTTP/1.1\r\nHost: a\r\n${fields}Connection: close\r\n\r\n`)
      expect(count > 84 && name === 'haproxy' ? [400, 431] : [410]).toContain(status)
    }
    expect((await get('/')).status).toBe(200)
    expect(site.received).toHaveLength(1)
  })

  it.skipIf(isMissing || name !== 'nginx')('still writes the access log of the operator', async () => {
    await get('/logged')
    const log = (): string => readFileSync(join(folder, 'access.log'), 'utf8')
    await expect.poll(log).toContain('"GET /logged HTTP/1.1" 200')
  })

  // nginx asks again for the file that `index` finds.
  it.skipIf(isMissing || name !== 'nginx')('counts a request once, however often the proxy asks', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await get('/folder/')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect(gateway.repeatedChecks()['auth-request']).toBe(3)
  })

  it.skipIf(isMissing)('decides by the new policy after a reload', async () => {
    writeFileSync(join(folder, 'site.policy'), `${policy}block path in /new/**\n`)
    await gateway.reload()
    expect((await get('/new/x')).status).toBe(403)
    writeFileSync(join(folder, 'site.policy'), policy)
    await gateway.reload()
    expect((await get('/new/x')).status).toBe(200)
  })

  it.skipIf(isMissing)('refuses with 503 while the gateway is away, and decides again when it is back', async () => {
    await gateway.stop()
    const { status, headers } = await get('/')
    expect([status, headers['retry-after']]).toEqual([503, '5'])
    expect(site.received).toEqual([])
    gateway = await open(gatePort, settlePort)
    await wait(100)
    expect((await get('/gone/x')).status).toBe(410)
  })
})
