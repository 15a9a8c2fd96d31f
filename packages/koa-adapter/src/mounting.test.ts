import { createServer, type IncomingMessage } from 'node:http'
import { closeServer, listenOnLoopback } from '@tidegate/adapter-contract'
import { gateOfText, sendRequest, type TestReply } from '@tidegate/engine/testing'
import cors from '@koa/cors'
import Router from '@koa/router'
import Koa from 'koa'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { tidegate } from './tidegate.ts'

const endings: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

describe('a guard and CORS', () => {
  const origin = 'https://shop.example'
  const preflight = ['Origin', origin, 'Access-Control-Request-Method', 'POST']

  async function serve(
    order: 'cors first' | 'guard first',
  ): Promise<(method: string, headers: string[]) => Promise<TestReply>> {
    const app = new Koa()
    const crossOrigin = cors({ exposeHeaders: ['Retry-After', 'RateLimit'] })
    const guard = tidegate({ gate: gateOfText('limit 1 per minute per ip') })
    for (const middleware of order === 'cors first' ? [crossOrigin, guard] : [guard, crossOrigin]) app.use(middleware)
    app.use((ctx) => void (ctx.body = 'admitted'))
    const server = createServer(app.callback())
    endings.push(() => closeServer(server))
    const port = await listenOnLoopback(server)
    return (method, headers) => sendRequest({ port, method, headers })
  }

  it('lets scripts read refusals, and counts no preflight, if CORS comes first', async () => {
    const send = await serve('cors first')
    for (let i = 0; i < 3; i++) expect((await send('OPTIONS', preflight)).status).toBe(204)
    expect((await send('GET', ['Origin', origin])).status).toBe(200)
    const refused = await send('GET', ['Origin', origin])
    expect(refused.status).toBe(429)
    expect(refused.headers['access-control-allow-origin']).toBe('*')
    expect(refused.headers['access-control-expose-headers']).toBe('Retry-After,RateLimit')
  })

  it('hides refusals from scripts, and counts preflights, if the guard comes first', async () => {
    const send = await serve('guard first')
    expect((await send('OPTIONS', preflight)).status).toBe(204)
    const refused = await send('GET', ['Origin', origin])
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([429, undefined])
  })
})

it.each([
  ['after a router', true],
  ['before a router', false],
])('warns once if the guard is mounted %s', async (_, isLate) => {
  const gate = gateOfText('limit 100 per minute per ip')
  const warnings: string[] = []
  gate.on('warning', ({ code }) => warnings.push(code))
  const routes = new Router().get('/news', (ctx) => void (ctx.body = 'news')).routes()
  const app = new Koa()
  for (const middleware of isLate ? [routes, tidegate({ gate })] : [tidegate({ gate }), routes]) app.use(middleware)
  const server = createServer((request, response) => void app.callback()(request, response))
  endings.push(() => closeServer(server))
  const port = await listenOnLoopback(server)
  for (let i = 0; i < 2; i++) await sendRequest({ port, target: '/missing' })
  expect(warnings).toEqual(isLate ? ['mounted-late'] : [])
})

it('finds the user of a session in a WebSocket upgrade', async () => {
  const gate = gateOfText('where path in /private/** { allow only user == "ana" }')
  const app = new Koa()
  const guard = tidegate({ gate, user: (ctx) => userOf(ctx.req) })
  app.use(guard)
  const server = createServer(app.callback())
  guard.protectUpgrades(server, { user: userOf })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.send('welcome'))
  endings.push(() => closeServer(server))
  const port = await listenOnLoopback(server)

  const open = (cookie: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/private/feed`, { headers: { cookie } })
      socket.on('message', (message: Buffer) => {
        resolve(message.toString())
        socket.terminate()
      })
      socket.on('unexpected-response', (_request, response) => resolve(`refused with ${response.statusCode}`))
      socket.on('error', () => {})
    })
  expect(await open('theme=dark; session=ana')).toBe('welcome')
  expect(await open('session=eve')).toBe('refused with 403')
})

function userOf(request: IncomingMessage): string | undefined {
  const session = /(?:^|; )session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1]
  return session === 'ana' ? 'ana' : undefined
}
