import { connect } from 'node:net'
import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { serve, type Served } from './testing/serve.ts'

let served: Served | undefined

afterEach(async () => {
  await served?.close()
  served = undefined
})

const guarded =
  'block path in /admin/** reply 403 "Kein Zutritt: na\u00efve \u2603"\nlimit 100 per minute per ip as "caf\u00e9 \u2603"'

const bytes = (...lines: readonly string[]): string => [...lines, '', ''].join('\r\n')

describe('one connection', () => {
  it('has each of its pipelined requests decided, in order', async () => {
    served = await serve(guarded)
    const { text } = await sendRaw(
      served.port,
      bytes('GET /a HTTP/1.1', 'Host: a') +
        bytes('GET //admin HTTP/1.1', 'Host: a') +
        bytes('GET //b HTTP/1.1', 'Host: a', 'Connection: close'),
    )
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200'])
    expect(served.reached).toEqual(['/a', '/b'])
  })

  it('gathers nothing over a thousand requests', async () => {
    served = await serve('limit 5000 per hour per ip\nlimit 9 per hour per ip counting only replies 401', {
      user: async () => Promise.resolve('u1'),
    })
    const { server, port } = served
    const listeners: number[] = []
    server.on('request', ({ socket }, response) => {
      response.once('finish', () =>
        listeners.push(socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)),
      )
    })
    const requests =
      bytes('GET / HTTP/1.1', 'Host: a').repeat(999) + bytes('GET / HTTP/1.1', 'Host: a', 'Connection: close')
    await sendRaw(port, requests, 1_000)
    expect(served.reached).toHaveLength(1_000)
    expect(Math.max(...listeners.slice(500))).toBeLessThanOrEqual(Math.max(...listeners.slice(0, 500)))
  })

  it('may be cut while users are looked up, and its address is known all the same', async () => {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<string>()
    served = await serve('limit 5 per hour per ip', {
      user: () => {
        asked.resolve()
        return answer.promise
      },
    })
    const gate = await served.guard.ready
    const decided = new Promise((resolve) => gate.on('decision', ({ decision }) => resolve(decision)))
    const socket = connect(served.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(bytes('GET / HTTP/1.1', 'Host: a'))
    await asked.promise
    const closed = new Promise((resolve) => served!.server.once('connection', resolve))
    socket.resetAndDestroy()
    // The server has seen the other one leave by the time it has taken up the next.
    await sendRaw(served.port, 'x')
    await closed
    answer.resolve('u1')
    expect(await decided).toMatchObject({ outcome: 'pass', ip: '127.0.0.1' })
  })
})

describe('a refusal', () => {
  it('of HEAD has the head of the one of GET, and no body', async () => {
    served = await serve(guarded)
    const { port } = served
    const got = await sendRaw(port, bytes('GET /admin HTTP/1.1', 'Host: a', 'Connection: close'))
    const [head, body] = (
      await sendRaw(port, bytes('HEAD /admin HTTP/1.1', 'Host: a', 'Connection: close'))
    ).text.split('\r\n\r\n')
    expect(body).toBe('')
    expect(head).toContain(/content-length: \d+/i.exec(got.text)![0])
  })

  it('writes words beyond ASCII into the body and escapes them in fields', async () => {
    served = await serve(guarded)
    const refused = await sendRequest({ port: served.port, target: '/admin' })
    expect(refused.body).toContain('Kein Zutritt: na\u00efve \u2603')
    const passed = await sendRequest({ port: served.port })
    expect(passed.headers['ratelimit']).toMatch(/^"caf%C3%A9 %E2%98%83";r=\d+;t=\d+$/)
  })

  it('is not undone by a handler that throws', async () => {
    served = await serve(guarded, {
      handler: () => {
        throw new Error('the page of refusals is missing')
      },
    })
    expect((await sendRequest({ port: served.port, target: '/admin' })).status).toBe(500)
    expect(served.reached).toEqual([])
    expect(served.errors).toHaveLength(1)
  })

  it('comes instead of the body that a client waits to send', async () => {
    served = await serve(guarded)
    const reply = await sendRaw(
      served.port,
      bytes('POST /admin HTTP/1.1', 'Host: a', 'Expect: 100-continue', 'Content-Length: 5', 'Connection: close'),
    )
    expect(reply.text).toContain('HTTP/1.1 403')
    expect(served.reached).toEqual([])
  })

  it('leaves OPTIONS * to the application', async () => {
    served = await serve(guarded)
    expect((await sendRaw(served.port, bytes('OPTIONS * HTTP/1.1', 'Host: a', 'Connection: close'))).status).toBe(200)
    expect(served.reached).toEqual(['*'])
  })
})
