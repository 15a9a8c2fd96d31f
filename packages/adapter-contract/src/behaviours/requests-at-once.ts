import { connect } from 'node:http2'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { sizeUpTo } from '@tidegate/test-support'
import { describe, expect, it, vi } from 'vitest'
import type { AdapterUnderTest, Exchange, ServedAdapter } from '../adapter.ts'
import type { Behaviour } from '../behaviour.ts'
import { openRequest } from '../harness/open-request.ts'
import { rawGet, rawHead, rawUpgrade } from '../harness/raw-requests.ts'
import { type TestServer, useServers } from '../harness/use-servers.ts'

/** A route that answers when the test says so. */
interface SlowRoute {
  readonly respond: (exchange: Exchange) => Promise<void>
  /** How many requests are at work. */
  readonly atWork: () => number
  /** Lets the oldest request answer. */
  readonly release: () => void
}

function slowRoute(): SlowRoute {
  const waiting: (() => void)[] = []
  return {
    async respond(exchange) {
      if (exchange.target.startsWith('/fast')) return exchange.reply(200, 'fast')
      await new Promise<void>((resolve) => waiting.push(resolve))
      exchange.reply(200, 'slow')
    },
    atWork: () => waiting.length,
    release: () => waiting.shift()?.(),
  }
}

/** Limits `at once`: a place is held while its request is at work, and given back exactly once, however that ends. */
export function describeRequestsAtOnce(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('refuse what is one too many with `Retry-After: 1`, and admit one more for each that ends', async () => {
    const route = slowRoute()
    const served = await serve('limit 3 at once per ip', { respond: route.respond })
    const { port } = served
    const slow = Array.from({ length: 3 }, () => openRequest(port, rawGet('/slow')))
    await expect.poll(route.atWork).toBe(3)
    const refused = await sendRequest({ port, target: '/fast' })
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
    expect(refused.headers).not.toHaveProperty('ratelimit')
    for (let left = 2; left >= 0; left--) {
      route.release()
      await expect.poll(() => heldBy(served)).toBe(left)
      expect((await sendRequest({ port, target: '/fast' })).status).toBe(200)
    }
    for (const each of slow) await each.closed
    expect(slow.map(({ received }) => /slow$|slow\r\n0/.test(received()))).toEqual([true, true, true])
    await expect.poll(() => heldBy(served)).toBe(0)
  })

  it('hold the place of a client that has left, until its handler ends', async () => {
    const route = slowRoute()
    const served = await serve('limit 2 at once per ip', { respond: route.respond })
    for (let guess = 0; guess < 8; guess++) {
      const leaving = openRequest(served.port, rawHead('GET /slow HTTP/1.1', 'Host: a'))
      await expect.poll(() => route.atWork() === guess + 1 || leaving.received().includes('429')).toBe(true)
      leaving.socket.resetAndDestroy()
      await leaving.closed
    }
    expect([route.atWork(), await heldBy(served)]).toEqual([2, 2])
    route.release()
    await expect.poll(() => heldBy(served)).toBe(1)
    route.release()
    await expect.poll(() => heldBy(served)).toBe(0)
  })

  it.each<readonly [string, () => Promise<void> | void]>([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('broken'))],
  ])('give the place of a request back whose route %s', async (_, respond) => {
    const served = await serve('limit 1 at once per ip', { respond })
    for (let time = 0; time < 3; time++) {
      await expect.poll(() => heldBy(served)).toBe(0)
      expect((await sendRequest({ port: served.port })).status).toBe(500)
    }
    await expect.poll(() => heldBy(served)).toBe(0)
  })

  it('give a place back when the connection is closed without a reply', async () => {
    const served = await serve('limit 1 at once per ip', { respond: (exchange) => exchange.abort() })
    for (let time = 0; time < 3; time++) {
      expect((await sendRaw(served.port, rawGet('/'))).text).toBe('')
      await expect.poll(() => heldBy(served)).toBe(0)
    }
  })

  it('hold a place until the end of a stream, whether it is read, breaks off, or is left in the middle', async () => {
    // Some servers write broken sources to standard error.
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    const end = Promise.withResolvers<void>()
    const served = await serve('limit 1 at once per ip', {
      respond: (exchange) => exchange.stream(200, exchange.target === '/breaks' ? breaking() : slowly(end.promise)),
    })
    const { port } = served
    const leaving = openRequest(port, rawGet('/'))
    await expect.poll(leaving.received).toContain('first')
    expect((await sendRequest({ port })).status).toBe(429)
    leaving.socket.resetAndDestroy()
    await expect.poll(() => heldBy(served)).toBe(0)
    const broken = openRequest(port, rawGet('/breaks'))
    await expect.poll(broken.received).toContain('first')
    await broken.closed
    await expect.poll(() => heldBy(served)).toBe(0)
    const reading = openRequest(port, rawGet('/'))
    await expect.poll(reading.received).toContain('first')
    expect(await heldBy(served)).toBe(1)
    end.resolve()
    await reading.closed
    expect(reading.received()).toContain('last')
    await expect.poll(() => heldBy(served)).toBe(0)
    quiet.mockRestore()
  })

  it('count each of several pipelined requests, and give back those of a connection that breaks off', async () => {
    const route = slowRoute()
    const served = await serve('limit 3 at once per ip', { respond: route.respond })
    const head = rawHead('GET /slow HTTP/1.1', 'Host: a')
    const pipelined = openRequest(served.port, head.repeat(5))
    // Some servers begin the next request of a connection only after the one before.
    await expect.poll(route.atWork).toBeGreaterThan(0)
    await wait(20)
    expect(route.atWork()).toBeLessThanOrEqual(3)
    expect(await heldBy(served)).toBe(route.atWork())
    pipelined.socket.resetAndDestroy()
    await pipelined.closed
    while (route.atWork() > 0) {
      route.release()
      await wait(5)
    }
    await expect.poll(() => heldBy(served)).toBe(0)
  })

  it('do not count a request twice that is decided again for its user', async () => {
    const served = await serve('limit 1 at once per ip\nlimit 1 at once per user when user is present', {
      async respond(exchange) {
        const { outcome } = await exchange.check({ user: 'u1' })
        exchange.reply(200, `${outcome} ${await heldBy(served)}`)
      },
    })
    for (let time = 0; time < 3; time++) {
      expect((await sendRequest({ port: served.port })).body).toBe('pass 2')
      await expect.poll(() => heldBy(served)).toBe(0)
    }
  })

  it('leak no place of thousands of requests whose clients leave at some moment', async () => {
    const served = await serve('limit 50 at once per ip', {
      async respond(exchange) {
        await wait(Number(exchange.target.slice(1)) % 7)
        exchange.reply(200, 'in')
      },
    })
    const count = sizeUpTo(4_000)
    let sent = 0
    const client = async (): Promise<void> => {
      while (sent < count) {
        const { socket, closed } = openRequest(served.port, rawHead(`GET /${sent} HTTP/1.1`, 'Host: a'))
        const leavesAfterMs = (sent++ * 31) % 9
        await wait(leavesAfterMs)
        socket.resetAndDestroy()
        await closed
      }
    }
    await Promise.all(Array.from({ length: 40 }, client))
    await expect.poll(() => heldBy(served)).toBe(0)
  })

  describeUnless(adapter, 'HTTP/2', () => {
    it('count each stream by itself', async () => {
      const route = slowRoute()
      const served = await serve('limit 2 at once per ip', { respond: route.respond, setup: { http2: true } })
      const session = connect(`http://127.0.0.1:${served.port}`)
      session.on('error', () => {})
      const open = (): Promise<number> =>
        new Promise((resolve) => {
          const stream = session.request({ ':path': '/slow' }).on('error', () => {})
          stream.once('response', (fields) => resolve(Number(fields[':status']))).resume()
        })
      const first = open()
      void open()
      await expect.poll(route.atWork).toBe(2)
      expect(await open()).toBe(429)
      route.release()
      expect(await first).toBe(200)
      await expect.poll(() => heldBy(served)).toBe(1)
      session.destroy()
      await wait(20)
      expect(await heldBy(served)).toBe(1)
      route.release()
      await expect.poll(() => heldBy(served)).toBe(0)
    })
  })

  describeUnless(adapter, 'upgrades', () => {
    it('hold their places until their connection closes, by either side', async () => {
      const served = await serve('limit 2 at once per ip')
      const sockets = acceptUpgrades(served)
      const open = [openRequest(served.port, rawUpgrade('/a')), openRequest(served.port, rawUpgrade('/b'))]
      await expect.poll(() => sockets.length).toBe(2)
      expect((await sendRaw(served.port, rawUpgrade('/c'))).status).toBe(429)
      expect(await heldBy(served)).toBe(2)
      open[0]!.socket.resetAndDestroy()
      await expect.poll(() => heldBy(served)).toBe(1)
      sockets[1]!.end()
      open[1]!.socket.end()
      await expect.poll(() => heldBy(served)).toBe(0)
    })

    it('hold their places after the client has left, until the listener gives them up', async () => {
      const served = await serve('limit 1 at once per ip')
      served.guard.protectUpgrades(served.server)
      const listening = Promise.withResolvers<{ destroy(): unknown }>()
      served.server.on('upgrade', (_request: unknown, socket: NodeJS.Socket & { destroy(): unknown }) => {
        socket.resume().on('error', () => {})
        listening.resolve(socket)
      })
      const leaving = openRequest(served.port, rawUpgrade('/a'))
      const socket = await listening.promise
      leaving.socket.resetAndDestroy()
      await leaving.closed
      await wait(20)
      expect(await heldBy(served)).toBe(1)
      socket.destroy()
      expect(await heldBy(served)).toBe(0)
    })

    it('give their places back when the listener destroys them without a status', async () => {
      const served = await serve('limit 1 at once per ip')
      served.guard.protectUpgrades(served.server)
      served.server.on('upgrade', (_request: unknown, socket: { destroy(): unknown }) => socket.destroy())
      for (let time = 0; time < 3; time++) {
        expect((await sendRaw(served.port, rawUpgrade('/a'))).text).toBe('')
        await expect.poll(() => heldBy(served)).toBe(0)
      }
    })
  })
}

function describeUnless({ skips = {} }: AdapterUnderTest, behaviour: Behaviour, declare: () => void): void {
  const reason = skips[behaviour]
  describe.skipIf(reason !== undefined)(`${behaviour}${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
    declare()
  })
}

async function heldBy({ guard }: Pick<ServedAdapter, 'guard'>): Promise<number | undefined> {
  return (await guard.ready).stats().counters.placesHeld
}

/** Accepts every upgrade that the guard admits, and returns their sockets. */
function acceptUpgrades({ guard, server }: TestServer): readonly { end(): unknown }[] {
  guard.protectUpgrades(server)
  const sockets: { end(): unknown }[] = []
  server.on('upgrade', (_request: unknown, socket: NodeJS.Socket & { end(): unknown }) => {
    socket.resume().on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    sockets.push(socket)
  })
  return sockets
}

async function* breaking(): AsyncGenerator<string> {
  yield 'first'
  await wait(20)
  throw new Error('the source is broken')
}

async function* slowly(end: Promise<void>): AsyncGenerator<string> {
  yield 'first'
  await end
  yield 'last'
}
