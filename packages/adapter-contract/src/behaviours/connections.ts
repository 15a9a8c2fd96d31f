import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Decision } from '@tidegate/engine'
import { sendRaw } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { openRequest } from '../harness/open-request.ts'
import { rawHead } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** Every request of a connection is decided, in order, and connections do not accumulate listeners. */
export function describeConnections(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('have each of their pipelined requests decided, in order', async () => {
    const { port, reached } = await serve('block path in /admin/**')
    const { text } = await sendRaw(
      port,
      rawHead('GET /a HTTP/1.1', 'Host: a') +
        rawHead('GET //admin HTTP/1.1', 'Host: a') +
        rawHead('GET //b HTTP/1.1', 'Host: a', 'Connection: close'),
    )
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200'])
    expect(reached).toEqual(['/a', '/b'])
  })

  it('stay open after a refusal, and the next request gets its own decision', async () => {
    const { port, server } = await serve('block path in /admin/**')
    let connections = 0
    server.on('connection', () => connections++)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const statuses: (number | undefined)[] = []
    for (const path of ['/a', '/admin', '/b', '/admin/', '/c']) statuses.push(await statusOf(agent, port, path))
    agent.destroy()
    expect(statuses).toEqual([200, 403, 200, 403, 200])
    expect(connections).toBe(1)
  })

  it('accumulate no listeners over a thousand requests', async () => {
    const { server, port, reached } = await serve(
      'limit 5000 per hour per ip\nlimit 9 per hour per ip counting only replies 401',
      { user: async () => Promise.resolve('u1') },
    )
    const listeners: number[] = []
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      response.once('finish', () =>
        listeners.push(socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)),
      )
    })
    const requests =
      rawHead('GET / HTTP/1.1', 'Host: a').repeat(999) + rawHead('GET / HTTP/1.1', 'Host: a', 'Connection: close')
    await sendRaw(port, requests, 1_000)
    expect(reached).toHaveLength(1_000)
    expect(Math.max(...listeners.slice(500))).toBeLessThanOrEqual(Math.max(...listeners.slice(0, 500)))
  })

  it('may close while the user is looked up, and the client address is still known', async () => {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<string>()
    const { guard, port, server } = await serve('limit 5 per hour per ip', {
      user: () => {
        asked.resolve()
        return answer.promise
      },
    })
    const gate = await guard.ready
    const decided = new Promise<Decision>((resolve) => gate.on('decision', ({ decision }) => resolve(decision)))
    const { socket } = openRequest(port, rawHead('GET / HTTP/1.1', 'Host: a'))
    await asked.promise
    const next = new Promise((resolve) => server.once('connection', resolve))
    socket.resetAndDestroy()
    // By the time the server accepts the next connection, it has noticed that the first one is closed.
    await sendRaw(port, 'x')
    await next
    answer.resolve('u1')
    expect(await decided).toMatchObject({ outcome: 'pass', ip: '127.0.0.1' })
  })
}

function statusOf(agent: Agent, port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, host: '127.0.0.1', port, path }, (incoming) => {
      incoming.resume()
      incoming.once('end', () => resolve(incoming.statusCode))
    })
    outgoing.once('error', reject)
    outgoing.end()
  })
}
