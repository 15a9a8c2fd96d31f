import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type RequestOptions, type Server } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GateRequest } from '../request.ts'
import { fromNodeRequest } from './from-node-request.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** The request that a server on `where` receives. */
async function received(where: number | string, options: RequestOptions): Promise<GateRequest> {
  const got = Promise.withResolvers<GateRequest>()
  const server: Server = createServer((incoming, response) => {
    got.resolve(fromNodeRequest(incoming))
    response.end()
  })
  const place = typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where }
  await new Promise<void>((resolve) => server.listen(place, resolve))
  const address = server.address()
  const target =
    typeof address === 'object' && address !== null ? { port: address.port } : { socketPath: where as string }
  request({ ...target, ...options, agent: false })
    .on('error', got.reject)
    .end()
  const found = await got.promise
  await new Promise((resolve) => server.close(resolve))
  return found
}

describe('fromNodeRequest', () => {
  it('passes method, target and headers as received, including duplicates', async () => {
    const headers = ['Host', 'a', 'host', 'b', 'X-A', '1'] as unknown as Record<string, string>
    const found = await received(0, { method: 'PUT', path: '//a/%2e%2e?x', headers })
    expect(found).toMatchObject({ method: 'PUT', target: '//a/%2e%2e?x', peer: '127.0.0.1' })
    expect(found.headers.slice(0, 6)).toEqual(['Host', 'a', 'host', 'b', 'X-A', '1'])
  })

  it('has no peer on a Unix socket', async () => {
    expect((await received(join(folder, 'socket'), {})).peer).toBeUndefined()
  })

  it('does not treat a client that has left as a Unix socket', () => {
    const base = { rawHeaders: [], url: '/', method: 'GET' }
    expect(fromNodeRequest({ ...base, socket: { destroyed: true } }).peer).toBe('')
    expect(fromNodeRequest({ ...base, socket: { destroyed: false, localAddress: '127.0.0.1' } }).peer).toBe('')
  })

  it('uses the target that the client sent if a framework has shortened it', () => {
    const request = { rawHeaders: [], url: '/b', originalUrl: '/a/b', socket: { remoteAddress: '::1' } }
    expect(fromNodeRequest(request)).toEqual({ method: '', target: '/a/b', headers: [], peer: '::1' })
  })

  it.each([
    [999, undefined, false],
    [1_000, undefined, true],
    [1_023, { maxHeadersCount: null }, true],
    [1_023, {}, true],
    [1_023, { maxHeadersCount: 2_000 }, false],
    [2_000, { maxHeadersCount: 2_000 }, true],
    [32, { maxHeadersCount: 20 }, true],
    [31, { maxHeadersCount: 20 }, false],
    [5_000, { maxHeadersCount: 0 }, false],
  ])('marks a list of %d fields from a server with the bound %j as possibly cut: %s', (count, server, isCut) => {
    const rawHeaders = Array.from({ length: count }, () => ['A', '']).flat()
    const socket = { remoteAddress: '::1', ...(server !== undefined && { server }) }
    expect(fromNodeRequest({ rawHeaders, url: '/', socket }).hasCutHeaders === true).toBe(isCut)
  })

  it('passes the `:authority` of HTTP/2', async () => {
    const got = Promise.withResolvers<GateRequest>()
    const server = createHttp2Server((incoming, response) => {
      got.resolve(fromNodeRequest(incoming))
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const client = connect(`http://127.0.0.1:${port}`)
    client.request({ ':path': '/a', ':authority': 'example.com' }).end()
    const found = await got.promise
    client.close()
    server.close()
    expect(found).toMatchObject({ method: 'GET', target: '/a', peer: '127.0.0.1' })
    expect(found.headers[found.headers.indexOf(':authority') + 1]).toBe('example.com')
  })
})
