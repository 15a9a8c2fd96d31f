import { createServer, type RequestListener } from 'node:http'
import { closeServer, listenOnLoopback } from '@tidegate/adapter-contract'
import type { Gate } from '@tidegate/engine'
import { gateOfText, sendRequest } from '@tidegate/engine/testing'
import express from 'express'
import Koa from 'koa'
import { afterEach, expect, it } from 'vitest'
import { tidegate } from './tidegate.ts'

const endings: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  endings.push(() => closeServer(server))
  return listenOnLoopback(server)
}

function guardedApp(gate: Gate, respond: (ctx: Koa.Context) => void): Koa {
  const app = new Koa()
  app.use(tidegate({ gate }))
  app.use(respond)
  return app
}

it('puts the decision at ctx.state.admission', async () => {
  let seen: unknown
  const app = guardedApp(gateOfText('limit 5 per minute per ip'), (ctx) => {
    seen = ctx.state['admission']
  })
  await sendRequest({ port: await serve(app.callback()) })
  expect(seen).toMatchObject({ outcome: 'pass', ip: '127.0.0.1', limits: [{ count: 5, remaining: 4 }] })
})

it('does not use ctx.ip, even if app.proxy is set', async () => {
  const app = guardedApp(gateOfText('block ip in 198.51.100.7'), (ctx) => {
    ctx.body = ctx.ip
  })
  app.proxy = true
  const reply = await sendRequest({
    port: await serve(app.callback()),
    headers: ['X-Forwarded-For', '198.51.100.7'],
  })
  expect([reply.status, reply.body]).toEqual([200, '198.51.100.7'])
})

it('decides by the path that the router reads if Express mounts the Koa application, with a warning', async () => {
  const gate = gateOfText('block path in /admin/**')
  const warnings: string[] = []
  gate.on('warning', ({ code }) => warnings.push(code))
  const inner = guardedApp(gate, (ctx) => {
    ctx.body = ctx.url
  })
  const outer = express().use('/panel', (request, response) => void inner.callback()(request, response))
  const port = await serve(outer)
  expect((await sendRequest({ port, target: '/panel/admin' })).status).toBe(403)
  expect(await sendRequest({ port, target: '/panel/users//1?q' })).toMatchObject({ status: 200, body: '/users/1?q' })
  expect(warnings).toEqual(['below-mount'])
})
