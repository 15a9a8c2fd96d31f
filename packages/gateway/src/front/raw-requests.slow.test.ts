import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw } from '@tidegate/engine/testing'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from '../gateway.ts'
import type { Gateway } from '../running-gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'

/** The bytes that the site received. */
let received = ''
let folder: string
let plain: Gateway
let secure: Gateway

/** A site that answers each head that it finds in its input, as a server does that takes what follows a request for the next one. */
const site = createServer((socket: Socket) => {
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (!received.includes('\r\n\r\n')) return
    socket.write(
      received.startsWith('GET /other-protocol')
        ? 'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: other\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    )
  })
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-raw-'))
  writeFileSync(join(folder, 'site.policy'), 'block path in /admin/**\n')
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  const options: GatewayOptions = {
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
    to: { kind: 'url', url: `http://127.0.0.1:${(site.address() as AddressInfo).port}` },
    gates: { watch: false },
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  }
  plain = await openGateway(options)
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'a' }], { keyType: 'ec' })
  secure = await openGateway({ ...options, certificate: () => Promise.resolve({ cert, key }) })
})
afterAll(async () => {
  await Promise.all([plain.stop(), secure.stop()])
  site.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  received = ''
})

const portOf = (gateway: Gateway): number => Number(gateway.addresses[0]!.split(':').at(-1))
const hidden = 'GET /admin/x HTTP/1.1\r\nHost: a\r\n\r\n'
const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`

const send = (lines: readonly string[], body = ''): Promise<{ readonly status: number }> =>
  sendRaw(portOf(plain), `${[...lines, 'Host: a', ''].join('\r\n')}\r\n${body}`)

/** What follows the head in the received bytes, and whether the head says how long that is. */
function bodyOf(bytes: string): { readonly isFramed: boolean; readonly body: string } {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.slice(0, end)
  const body = bytes.slice(end + 4)
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(head)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  return { isFramed: isChunked || length === body.length, body }
}

describe.each(['GET', 'DELETE', 'OPTIONS', 'HEAD', 'POST'])('the body of %s', (method) => {
  it.each([
    ['a length that Connection names', 'content-length', `Content-Length: ${hidden.length}`, hidden],
    ['a coding that Connection names', 'transfer-encoding', 'Transfer-Encoding: chunked', chunked],
    [
      'a length, all of it named',
      'Content-Length, Transfer-Encoding, host',
      `Content-Length: ${hidden.length}`,
      hidden,
    ],
  ])('never becomes a request of its own: %s', async (_title, named, framing, body) => {
    const { status } = await send([`${method} / HTTP/1.1`, `Connection: close, ${named}`, framing], body)
    await expect.poll(() => received).toContain('/admin/x')
    expect([status, bodyOf(received).isFramed]).toEqual([200, true])
    expect(received).toMatch(/\r\nhost: a\r\n/i)
  })

  it('never becomes a request of its own: HTTP/2 without a length', async () => {
    const client = connectHttp2(`https://127.0.0.1:${portOf(secure)}`, { rejectUnauthorized: false })
    const stream = client.request({ ':method': method, ':path': '/', ':authority': 'a' }, { endStream: false })
    stream.on('error', () => {})
    stream.end(hidden)
    await expect.poll(() => received).toContain('/admin/x')
    expect(bodyOf(received).isFramed).toBe(true)
    client.destroy()
  })
})

it('does not send what cannot be read in one way only', async () => {
  const both = ['POST / HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked']
  expect((await send(both, `0\r\n\r\n${hidden}`)).status).toBe(400)
  expect((await send(['GET http://panel.example/x HTTP/1.1'])).status).toBe(400)
  expect((await send(['GET / HTTP/1.1', 'Host: panel.example'])).status).toBe(400)
  expect(received).toBe('')
})

it('passes the target `*` on as it is', async () => {
  expect((await send(['OPTIONS * HTTP/1.1', 'Connection: close'])).status).toBe(200)
  expect(received).toMatch(/^OPTIONS \* HTTP\/1\.1\r\n/)
})

it('answers 502 if the site changes to another protocol without being asked', async () => {
  expect((await send(['GET /other-protocol HTTP/1.1', 'Connection: close'])).status).toBe(502)
})

it('refuses a WebSocket that is not opened with GET', async () => {
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 0']
  expect((await send(['POST /ws HTTP/1.1', ...upgrade])).status).toBe(400)
  expect(received).toBe('')
})

it('removes what clients say in the fields of proxies, however they are spelled', async () => {
  const names = [
    'X_Forwarded_For',
    'X-Forwarded_Proto',
    'Forwarded',
    'X-Real-IP',
    'X_Real_IP',
    'X-Forwarded-Prefix',
    'X_Tidegate_Id',
  ]
  await send(['GET / HTTP/1.1', 'Connection: close', ...names.map((name) => `${name}: forged`)])
  expect(received).not.toContain('forged')
  expect(received).toMatch(/\r\nx-forwarded-for: 127\.0\.0\.1\r\n/)
})
