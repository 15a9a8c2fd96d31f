import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createSecureServer } from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, it } from 'vitest'
import { answerUnreadable } from './answer-unreadable.ts'
import { boundConnections, boundedOptions, type ConnectionBounds, connectionBounds } from './bound-connections.ts'

const bounds: ConnectionBounds = { headWithinMs: 60, lookMs: 20, maxConnections: 3 }

let close: () => void = () => {}
afterEach(() => close())

async function start(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.close()
    server.closeAllConnections?.()
  }
  return (server.address() as AddressInfo).port
}

/** What a connection receives until it ends. */
async function received(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  socket.on('error', () => {})
  // A connection that is closed with data in it ends with an error.
  if (!socket.closed)
    await new Promise((resolve) => {
      socket.once('close', resolve)
    })
  return text
}

describe('bounded connections', () => {
  it('end with 408 if a head comes byte by byte, or not at all', async () => {
    const server = createServer(boundedOptions(bounds), (_request, response) => response.end())
    answerUnreadable(server)
    boundConnections(server, bounds, () => {})
    const port = await start(server)
    const slow = connect(port, '127.0.0.1')
    const silent = connect(port, '127.0.0.1')
    slow.write('GET / HTTP/1.1\r\nHost: a\r\nX: ')
    const trickle = setInterval(() => slow.writable && slow.write('x', () => {}), 5)
    const texts = await Promise.all([received(slow), received(silent)])
    clearInterval(trickle)
    for (const text of texts) expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('are closed if there are too many, and those that are open go on', async () => {
    let dropped = 0
    const server = createServer(boundedOptions(connectionBounds), (_request, response) => response.end('yes'))
    boundConnections(server, { ...connectionBounds, maxConnections: 3 }, () => dropped++)
    const port = await start(server)
    const open = [1, 2, 3].map(() => connect(port, '127.0.0.1'))
    await Promise.all(open.map((socket) => once(socket, 'connect')))
    expect([await received(connect(port, '127.0.0.1')), dropped]).toEqual(['', 1])
    open[0]!.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await received(open[0]!)).toContain('yes')
    for (const socket of open) socket.destroy()
  })

  it('end in time also with TLS, before and after the handshake', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
    const server = createSecureServer({ cert, key, allowHTTP1: true, handshakeTimeout: 200 })
    boundConnections(server, bounds, () => {})
    const port = await start(server as unknown as Server)
    const silent = connect(port, '127.0.0.1')
    const slow = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    slow.on('error', () => {})
    slow.write('GET / HTTP/1.1\r\nHost: a\r\nX: ')
    const trickle = setInterval(() => slow.writable && slow.write('x', () => {}), 5)
    await Promise.all([received(silent), received(slow)])
    clearInterval(trickle)
    expect([silent.closed, slow.closed]).toEqual([true, true])
  })
})
