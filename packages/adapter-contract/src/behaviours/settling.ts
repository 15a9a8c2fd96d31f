import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { expect, it, vi } from 'vitest'
import type { AdapterUnderTest, Respond } from '../adapter.ts'
import { openRequest } from '../harness/open-request.ts'
import { rawGet, rawHead } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** Limits `counting only replies` are charged by the status that is sent, as soon as it is sent, and only once. */
export function describeSettling(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('charges by the status that was sent', async () => {
    const { port } = await serve('limit 2 per hour per ip counting only replies 401', {
      respond: (exchange) => exchange.reply(exchange.header('x-password') === 'right' ? 200 : 401),
    })
    const attempt = async (password: string): Promise<number> =>
      (await sendRequest({ port, headers: ['x-password', password] })).status
    expect(await attempt('right')).toBe(200)
    expect(await attempt('right')).toBe(200)
    expect(await attempt('right')).toBe(200)
    expect(await attempt('wrong')).toBe(401)
    expect(await attempt('wrong')).toBe(401)
    await expect.poll(() => attempt('right')).toBe(429)
  })

  it.each<readonly [string, Respond]>([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('broken'))],
  ])('charges the reply to a request whose route %s', async (_, respond) => {
    const { port, errors } = await serve('limit 1 per hour per ip counting only replies 500', { respond })
    expect((await sendRequest({ port })).status).toBe(500)
    await expect.poll(async () => (await sendRequest({ port })).status).toBe(429)
    expect(errors).toHaveLength(1)
  })

  it('charges a streamed reply when its status has been sent, before its body ends', async () => {
    const end = Promise.withResolvers<void>()
    const { port } = await serve('limit 1 per hour per ip counting only replies 401', {
      respond: (exchange) => exchange.stream(401, slowly(end.promise)),
    })
    const streaming = openRequest(port, rawGet('/'))
    await expect.poll(streaming.received).toContain('first')
    expect(streaming.received()).toContain('HTTP/1.1 401')
    expect((await sendRequest({ port })).status).toBe(429)
    end.resolve()
    await streaming.closed
    expect(streaming.received()).toContain('last')
  })

  it('charges a streamed reply once, by its status, if its source breaks off', async () => {
    // Some servers write such errors to standard error.
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { port, reached } = await serve('limit 2 per hour per ip counting only replies 401', {
      respond: (exchange) => exchange.stream(401, breaking()),
    })
    for (let time = 0; time < 2; time++) {
      const streaming = openRequest(port, rawGet('/'))
      await streaming.closed
      expect(streaming.received()).toContain('first')
    }
    expect((await sendRequest({ port })).status).toBe(429)
    expect(reached).toHaveLength(2)
    quiet.mockRestore()
  })

  it('charges a streamed reply once if the client leaves in the middle of it', async () => {
    const end = Promise.withResolvers<void>()
    const { port } = await serve('limit 2 per hour per ip counting only replies 401', {
      respond: (exchange) => exchange.stream(401, slowly(end.promise)),
    })
    for (let time = 0; time < 2; time++) {
      const leaving = openRequest(port, rawGet('/'))
      await expect.poll(leaving.received).toContain('first')
      leaving.socket.resetAndDestroy()
      await leaving.closed
    }
    expect((await sendRequest({ port })).status).toBe(429)
    end.resolve()
  })

  it('charges nothing if the connection is closed without a reply', async () => {
    const { port, reached } = await serve('limit 1 per hour per ip counting only replies 401', {
      respond: (exchange) => (exchange.target === '/cut' ? exchange.abort() : exchange.reply(401)),
    })
    expect((await sendRaw(port, rawGet('/cut'))).text).toBe('')
    expect((await sendRequest({ port })).status).toBe(401)
    await expect.poll(async () => (await sendRequest({ port })).status).toBe(429)
    expect(reached.slice(0, 2)).toEqual(['/cut', '/'])
  })

  it('charges nothing if a client disconnects before the status is sent, and later replies once each', async () => {
    const asked = Promise.withResolvers<void>()
    const { port } = await serve('limit 2 per hour per ip counting only replies 401', {
      respond: async (exchange) => {
        if (exchange.target === '/slow') {
          asked.resolve()
          await exchange.closed
        }
        exchange.reply(401)
      },
    })
    const leaving = openRequest(port, rawHead('GET /slow HTTP/1.1', 'Host: a'))
    await asked.promise
    leaving.socket.resetAndDestroy()
    await leaving.closed
    expect((await sendRequest({ port })).status).toBe(401)
    await expect.poll(async () => (await sendRequest({ port })).status).toBe(429)
  })

  it('lets a client that leaves early guess no more often than one that waits', async () => {
    let tried = 0
    const { port } = await serve('limit 5 per hour per ip counting only replies 401', {
      respond: async (exchange) => {
        tried++
        await exchange.closed
        exchange.reply(401)
      },
    })
    for (let guess = 0; guess < 20; guess++) {
      const before = tried
      const leaving = openRequest(port, rawHead('GET /login HTTP/1.1', 'Host: a'))
      await expect.poll(() => tried > before || leaving.received() !== '').toBe(true)
      leaving.socket.resetAndDestroy()
      await leaving.closed
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(tried).toBe(5)
  })
}

async function* breaking(): AsyncGenerator<string> {
  yield 'first'
  await new Promise((resolve) => setTimeout(resolve, 20))
  throw new Error('the source is broken')
}

async function* slowly(end: Promise<void>): AsyncGenerator<string> {
  yield 'first'
  await end
  yield 'last'
}
