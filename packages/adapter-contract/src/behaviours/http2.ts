import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from 'node:http2'
import { afterEach, expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { describeReceived } from '../harness/describe-received.ts'
import { useServers } from '../harness/use-servers.ts'

/** The same over HTTP/2, with what is specific to it: pseudo-header fields, flow control, and several streams on one connection. */
export function describeHttp2(adapter: AdapterUnderTest): void {
  const sessions: ClientHttp2Session[] = []
  const serve = useServers(adapter)
  const setup = { http2: true }

  // INVARIANT: declared after `useServers`, so that it runs first: an HTTP/2 server closes only when its sessions have ended.
  afterEach(() => {
    for (const session of sessions.splice(0)) session.destroy()
  })

  const open = (port: number, settings: { readonly initialWindowSize?: number } = {}): ClientHttp2Session => {
    const session = connect(`http://127.0.0.1:${port}`, { settings })
    sessions.push(session)
    return session
  }

  it('decides by the path and the host in the pseudo-header fields', async () => {
    const { port } = await serve('block path in /admin/**\nblock host == "secret.example"', { setup })
    const session = open(port)
    expect(await statusOf(session, { ':path': '/' })).toBe(200)
    expect(await statusOf(session, { ':path': '//ADMIN/' })).toBe(403)
    expect(await statusOf(session, { ':path': '/', ':authority': 'secret.example:443' })).toBe(403)
  })

  describeReceived(adapter, () => {
    it('refuses dot segments, and two hosts that differ', async () => {
      const { port } = await serve('block host == "secret.example"', { setup })
      const session = open(port)
      const headers = { ':path': '/', ':authority': 'a.example', host: 'secret.example' }
      expect(await statusOf(session, headers)).toBe(400)
      expect(await statusOf(session, { ':path': '/panel/%2e%2e/x' })).toBe(400)
    })
  })

  describeReceived(adapter, () => {
    it('refuses methods with small letters, which some frameworks compare in capitals', async () => {
      const { port, reached } = await serve('block method == "DELETE"', { setup })
      // A framework may know no such method, and answer before the guard.
      const refused = [400, 404]
      const session = open(port)
      expect(await statusOf(session, { ':path': '/', ':method': 'DELETE' })).toBe(403)
      expect(await statusOf(session, { ':path': '/', ':method': 'delete' })).toBeOneOf(refused)
      expect(await statusOf(session, { ':path': '/', ':method': 'Post' })).toBeOneOf(refused)
      expect(reached).toEqual([])
    })
  })

  it('lets a client that leaves early guess no more often than one that waits', async () => {
    let tried = 0
    const { port } = await serve('limit 5 per hour per ip counting only replies 401', {
      setup,
      respond: async (exchange) => {
        tried++
        await exchange.closed
        exchange.reply(401)
      },
    })
    const session = open(port)
    for (let guess = 0; guess < 20; guess++) {
      const before = tried
      const stream = session.request({ ':path': '/login' }, { endStream: true })
      let isAnswered = false
      stream.on('error', () => {}).on('response', () => (isAnswered = true))
      await expect.poll(() => tried > before || isAnswered).toBe(true)
      stream.close(constants.NGHTTP2_CANCEL)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(tried).toBe(5)
  })

  it('passes the canonical target on', async () => {
    const { port, reached } = await serve('block path in /admin/**', { setup })
    expect(await statusOf(open(port), { ':path': '//public//%7Euser' })).toBe(200)
    expect(reached).toEqual(['/public/~user'])
  })

  it('sends RateLimit fields whether a request passes or is refused', async () => {
    const { port } = await serve('limit 1 per minute per ip as "all"', { setup })
    const session = open(port)
    expect((await headOf(session, { ':path': '/' }))['ratelimit-policy']).toContain('"all";q=1;w=60')
    const refused = await headOf(session, { ':path': '/' })
    expect(refused[':status']).toBe(429)
    expect(refused['retry-after']).toMatch(/^\d+$/)
  })

  it('counts replies as soon as their status is sent, even if flow control blocks the body', async () => {
    const { port } = await serve('limit 2 per hour per ip counting only replies 401', {
      setup,
      respond: (exchange) => exchange.reply(401, 'in'),
    })
    const session = open(port, { initialWindowSize: 0 })
    const statuses: (number | undefined)[] = []
    for (let attempt = 0; attempt < 4; attempt++) statuses.push(await statusOf(session, { ':path': '/login' }))
    expect(statuses).toEqual([401, 401, 429, 429])
  })

  it('knows the address of a client that disconnects while its user is looked up', async () => {
    const left = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<void>()
    const { guard, port } = await serve('limit 5 per hour per ip', {
      setup,
      user: () => {
        asked.resolve()
        return left.promise
      },
    })
    const gate = await guard.ready
    const address = new Promise((resolve) => gate.on('decision', ({ decision }) => resolve(decision.ip)))
    const session = open(port)
    session.request({ ':path': '/' }).on('error', () => {})
    await asked.promise
    session.destroy()
    setTimeout(() => left.resolve(undefined), 50)
    expect(await address).toBe('127.0.0.1')
  })

  const noUpgrades = adapter.skips?.upgrades
  const skipped = noUpgrades === undefined ? '' : ` (skipped: ${noUpgrades})`
  it.skipIf(noUpgrades !== undefined)(
    `applies the policy to CONNECT if the server has a listener for it${skipped}`,
    async () => {
      const { guard, port, server } = await serve('block method == "CONNECT" reply 405', { setup })
      let connected = 0
      server.on('connect', () => connected++)
      guard.protectUpgrades(server)
      expect(await statusOf(open(port), { ':method': 'CONNECT', ':authority': 'b.example:443' })).toBe(405)
      expect(connected).toBe(0)
    },
  )

  it.skipIf(noUpgrades !== undefined)(
    `counts CONNECT by the status with which its listener answers${skipped}`,
    async () => {
      const { guard, port, server } = await serve('limit 2 per hour per ip counting only replies 401', { setup })
      guard.protectUpgrades(server)
      server.on('connect', (_request: unknown, response: { writeHead(status: number): { end(): void } }) => {
        response.writeHead(401).end()
      })
      const session = open(port)
      const statuses: unknown[] = []
      for (let i = 0; i < 3; i++) {
        statuses.push(await statusOf(session, { ':method': 'CONNECT', ':authority': 'b.example:443' }))
      }
      expect(statuses).toEqual([401, 401, 429])
    },
  )
}

/** The header fields of the reply, as soon as they arrive. */
function headOf(session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers)
    stream.on('response', (head) => resolve(head))
    stream.on('error', reject)
    stream.end()
  })
}

async function statusOf(session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return (await headOf(session, headers))[':status'] as number | undefined
}
