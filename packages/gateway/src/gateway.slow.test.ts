import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRequest } from '@tidegate/engine/testing'
import { freePorts } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { ListenError } from './listeners/open-listener.ts'
import { createPlainSite } from './testing/plain-site.ts'

let folder: string
let taken: Server
let takenPort: number
let free: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-gateway-'))
  writeFileSync(join(folder, 'site.policy'), 'block path in /admin/**\n')
  taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  takenPort = (taken.address() as AddressInfo).port
  ;[free] = (await freePorts(1)) as [number]
})
afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true })
})

const at = (port: number) => ({ kind: 'tcp', host: '127.0.0.1', port }) as const

const open = (options: Partial<GatewayOptions>): Promise<Gateway> =>
  openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [at(free)],
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    ...options,
  })

describe('a start that fails', () => {
  it.each<[string, () => Partial<GatewayOptions>]>([
    ['the second address is taken', () => ({ listen: [at(free), at(takenPort)] })],
    ['the address for operators is taken', () => ({ admin: at(takenPort) })],
    [
      'statuses cannot be received',
      () => ({ settle: { host: '203.0.113.1', port: 7413 }, requestIds: true, admin: at(0) }),
    ],
    [
      'the path of a socket is too long',
      () => ({ listen: [at(free), { kind: 'unix', path: join(folder, 'x'.repeat(120)) }] }),
    ],
  ])('leaves nothing open: %s', async (_title, options) => {
    await expect(open(options())).rejects.toThrow(ListenError)
    await expect(sendRequest({ port: free })).rejects.toThrow(/ECONNREFUSED/)
  })

  it('reports a certificate that cannot be used, and leaves nothing open', async () => {
    await expect(open({ certificate: () => Promise.resolve({ cert: 'none', key: 'none' }) })).rejects.toThrow(
      /PEM|no start line/i,
    )
    await expect(sendRequest({ port: free })).rejects.toThrow(/ECONNREFUSED/)
  })
})

it('ends WebSockets when the time for requests in progress is over', async () => {
  const site = createPlainSite()
  site.server.listen(0, '127.0.0.1')
  await once(site.server, 'listening')
  const to = { kind: 'url', url: `http://127.0.0.1:${(site.server.address() as AddressInfo).port}` } as const
  const gateway = await open({ to, drainMs: 50 })
  const socket = createConnection(free, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await once(socket, 'data')
  await gateway.stop()
  await expect.poll(() => socket.destroyed).toBe(true)
  site.server.close()
  site.server.closeAllConnections()
})

it('warns if clients could choose the ids of requests', async () => {
  const warnings: string[] = []
  const logger = {
    debug: () => {},
    info: () => {},
    warn: (_: object, text: string) => void warnings.push(text),
    error: () => {},
  }
  for (const behind of [['nginx'], ['nginx', 'traefik']] as const)
    await (await open({ requestIds: true, behind, logger })).stop()
  expect(warnings).toEqual([expect.stringContaining('Traefik')])
})

it('gives the mark of a probe to programs of this machine only, and to no web page', async () => {
  const gateway = await open({ admin: at(0) })
  const port = Number(gateway.adminAddress!.split(':').at(-1))
  const status = async (headers: readonly string[], target = '/probes', method = 'POST'): Promise<number> =>
    (await sendRequest({ port, target, method, headers })).status
  expect(await status([])).toBe(201)
  expect(await status(['Origin', 'http://attacker.example'])).toBe(403)
  expect(await status(['Origin', 'http://attacker.example'], '/readyz', 'GET')).toBe(200)
  await gateway.stop()
})

describe('slow clients', () => {
  const connections = { headWithinMs: 500, lookMs: 50, maxConnections: 5 }
  const silent = { debug: () => {}, info: () => {}, error: () => {} }

  it.each<[string, () => Partial<GatewayOptions>]>([
    ['of a gateway behind a proxy', () => ({})],
    ['of a gateway in front of a site', () => ({ to: { kind: 'url', url: `http://127.0.0.1:${takenPort}` } })],
  ])('occupy a bounded number of connections for a bounded time: %s', async (_title, options) => {
    const warnings: string[] = []
    const logger = { ...silent, warn: (_: object, text: string) => void warnings.push(text) }
    const gateway = await open({ ...options(), connections, logger })
    const sockets = Array.from({ length: 8 }, () => createConnection(free, '127.0.0.1'))
    const texts = await Promise.all(
      sockets.map(async (socket) => {
        let text = ''
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
        socket.on('error', () => {})
        socket.write('GET / HTTP/1.1\r\nHost: a\r\nX: ')
        // A connection that is closed with data in it ends with an error.
        await new Promise((resolve) => {
          socket.once('close', resolve)
        })
        return text
      }),
    )
    expect(texts.filter((text) => text.startsWith('HTTP/1.1 408 '))).toHaveLength(5)
    expect(warnings).toEqual(['too many connections: further ones are closed'])
    await gateway.stop()
  })
})
