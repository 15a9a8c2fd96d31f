import { connect, type ClientHttp2Session, createServer, type Http2Server, type OutgoingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Gate } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import Koa from 'koa'
import { afterEach, describe, expect, it } from 'vitest'
import type { KoaOptions } from './koa-options.ts'
import { tidegate } from './tidegate.ts'

let server: Http2Server | undefined
const sessions: ClientHttp2Session[] = []

afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy()
  server?.close()
  server = undefined
})

async function serve(gate: Gate, options: KoaOptions = {}, respond?: (ctx: Koa.Context) => void): Promise<void> {
  const app = new Koa()
  app.silent = true
  app.use(tidegate({ gate, ...options }))
  app.use((ctx) => {
    ctx.body = `in ${ctx.url}`
    respond?.(ctx)
  })
  const handle = app.callback()
  const made = createServer((request, response) => void handle(request, response))
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
}

function open(settings: { readonly initialWindowSize?: number } = {}): ClientHttp2Session {
  const { port } = server!.address() as AddressInfo
  const session = connect(`http://127.0.0.1:${port}`, { settings })
  sessions.push(session)
  return session
}

/** The status of the reply, as soon as it is there. */
function statusOf(session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers)
    stream.on('response', ({ ':status': status }) => resolve(status))
    stream.on('error', reject)
    stream.end()
  })
}

describe('over HTTP/2', () => {
  it('judges path and host of the pseudo fields', async () => {
    await serve(gateOfText('block path in /admin/**\nblock host == "secret.example"'))
    const session = open()
    expect(await statusOf(session, { ':path': '/' })).toBe(200)
    expect(await statusOf(session, { ':path': '//ADMIN/' })).toBe(403)
    expect(await statusOf(session, { ':path': '/', ':authority': 'secret.example:443' })).toBe(403)
    expect(await statusOf(session, { ':path': '/', ':authority': 'a.example', host: 'secret.example' })).toBe(400)
    expect(await statusOf(session, { ':path': '/panel/%2e%2e/x' })).toBe(400)
  })

  it('counts replies as soon as their status is out, though the client leaves no room for a body', async () => {
    const gate = gateOfText('limit 2 per hour per ip counting only replies 401')
    await serve(gate, {}, (ctx) => {
      ctx.status = 401
    })
    const session = open({ initialWindowSize: 0 })
    const statuses: (number | undefined)[] = []
    for (let attempt = 0; attempt < 4; attempt++) statuses.push(await statusOf(session, { ':path': '/login' }))
    expect(statuses).toEqual([401, 401, 429, 429])
  })

  it('knows the address of a client that leaves while its user is looked up', async () => {
    const gate = gateOfText('limit 5 per hour per ip')
    const addresses: (string | undefined)[] = []
    const decided = new Promise<void>((resolve) => {
      gate.on('decision', ({ decision }) => {
        addresses.push(decision.ip)
        resolve()
      })
    })
    const left = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<void>()
    await serve(gate, {
      user: () => {
        asked.resolve()
        return left.promise
      },
    })
    const session = open()
    session.request({ ':path': '/' }).on('error', () => {})
    await asked.promise
    session.destroy()
    setTimeout(() => left.resolve(undefined), 50)
    await decided
    expect(addresses).toEqual(['127.0.0.1'])
  })

  it('answers CONNECT by the policy where somebody listens for it', async () => {
    const gate = gateOfText('block method == "CONNECT" reply 405')
    const guard = tidegate({ gate })
    await serve(gate)
    let connected = 0
    server!.on('connect', () => connected++)
    guard.protectUpgrades(server as never)
    expect(await statusOf(open(), { ':method': 'CONNECT', ':authority': 'b.example:443' })).toBe(405)
    expect(connected).toBe(0)
  })
})
