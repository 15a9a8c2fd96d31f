import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import type { Gate } from '@tidegate/engine'
import { fromNodeRequest } from '@tidegate/engine/http'
import { gateOfText, sendRaw } from '@tidegate/engine/testing'
import express from 'express'
import fc from 'fast-check'
import Koa from 'koa'
import mount from 'koa-mount'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileTargets } from './testing/targets.ts'
import { tidegate } from './tidegate.ts'

/** An application whose handlers say where a request came out: `admin`, `static`, `other`. */
type Backend = (gate: Gate) => (request: IncomingMessage, response: ServerResponse) => unknown

const routed: Backend = (gate) => {
  const app = new Koa()
  app.silent = true
  app.use(tidegate({ gate }))
  const say = (where: string) => (ctx: Koa.Context) => {
    ctx.body = `reached ${where}`
  }
  const router = new Router()
  router.get('/admin', say('admin'))
  router.get('/admin/:id', say('admin'))
  router.get('/admin/*rest', say('admin'))
  const nested = new Router({ prefix: '/admin' })
  nested.get('/:id/:more', say('admin'))
  nested.use(say('admin'))
  router.get('/web/static', say('static'))
  router.get('/web/static/*rest', say('static'))
  router.get('/*rest', say('other'))
  app.use(nested.routes())
  app.use(router.routes())
  return app.callback()
}

const mounted: Backend = (gate) => {
  const app = new Koa()
  app.silent = true
  app.use(tidegate({ gate }))
  app.use(
    mount('/admin', (ctx) => {
      ctx.body = 'reached admin'
    }),
  )
  app.use(
    mount('/web/static', (ctx) => {
      ctx.body = 'reached static'
    }),
  )
  app.use((ctx) => {
    ctx.body = 'reached other'
  })
  return app.callback()
}

const expressed: Backend = (gate) => {
  const app = express()
  const say = (where: string) => (_request: unknown, response: express.Response) => {
    response.send(`reached ${where}`)
  }
  app.get('/admin', say('admin'))
  app.get('/admin/:id', say('admin'))
  app.use('/admin', say('admin'))
  app.use('/web/static', say('static'))
  app.use(say('other'))
  return (request: IncomingMessage, response: ServerResponse) => {
    const decision = gate.decide(fromNodeRequest(request))
    if (decision.outcome === 'pass') {
      request.url = decision.target ?? request.url ?? ''
      app(request, response)
    } else {
      response.writeHead(decision.status).end()
    }
  }
}

const backends: readonly (readonly [name: string, backend: Backend, paths: string])[] = [
  ['@koa/router', routed, ''],
  // koa-mount compares prefixes byte for byte, which a policy has to know.
  ['koa-mount', mounted, 'paths match exactly'],
  ['Express', expressed, ''],
]

describe.each(backends)('behind the gate, %s', (_, backend, paths) => {
  const servers: Server[] = []
  let closed = 0
  let onlyStatic = 0

  const start = async (policy: string): Promise<number> => {
    const handle = backend(gateOfText(`${paths}\n${policy}`))
    const server = createServer((request, response) => void handle(request, response))
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  beforeAll(async () => {
    closed = await start('block path in /admin/**')
    onlyStatic = await start('block path not in /web/static/**')
  })

  afterAll(() => {
    for (const server of servers) server.close()
  })

  const reached = async (port: number, target: string): Promise<string | undefined> => {
    const head = `GET ${target} HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n`
    const { text } = await sendRaw(port, Buffer.from(head, 'latin1'))
    return /reached (\w+)/.exec(text)?.[1]
  }

  it('reaches its handlers at all', async () => {
    expect(await reached(closed, '/users')).toBe('other')
    expect(await reached(closed, '/web/static/x')).toBe('static')
    expect(await reached(onlyStatic, '/web/static/x')).toBe('static')
  })

  it('hands nothing to a handler of /admin that was not judged as /admin/**', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTargets, async (target) => {
        expect(await reached(closed, target)).not.toBe('admin')
      }),
      { numRuns: 400 },
    )
  })

  it('hands nothing elsewhere that was judged as /web/static/**', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTargets, async (target) => {
        expect([undefined, 'static']).toContain(await reached(onlyStatic, target))
      }),
      { numRuns: 400 },
    )
  })
})
