import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { Readable } from 'node:stream'
import {
  type AdapterUnderTest,
  closeServer,
  type Exchange,
  exchangeOnNode,
  type Incoming,
  listenOnLoopback,
  optionsFor,
  type ServedAdapter,
} from '@tidegate/adapter-contract'
import type { Decision } from '@tidegate/engine'
import Koa from 'koa'
import mount from 'koa-mount'
import { tidegate, type Tidegate } from '../tidegate.ts'

/** Koa applications as the contract suite serves them; koa-mount does the mounting. */
export const koaUnderTest: AdapterUnderTest = {
  name: 'the Koa adapter',

  make: tidegate,

  async serve(options, respond, { http2 = false, mounts }): Promise<ServedAdapter> {
    const errors: unknown[] = []
    const guards: Tidegate[] = []
    const makeApp = (): Koa => {
      const exchangeOf = (ctx: Koa.Context): Exchange => exchange(guard, ctx)
      const guard: Tidegate = tidegate(optionsFor(options, incoming, exchangeOf))
      guards.push(guard)
      return new Koa().use(guard).use((ctx) => respond(exchangeOf(ctx)))
    }
    const app = mounts === undefined ? makeApp() : mountAll(mounts, makeApp)
    app.on('error', (error) => errors.push(error))
    const handle = app.callback()
    const server = http2
      ? createHttp2Server((request, response) => void handle(request, response))
      : createServer((request, response) => void handle(request, response))
    await Promise.all(guards.map(({ ready }) => ready))
    const port = await listenOnLoopback(server)
    return {
      server,
      port,
      errors,
      guard: guards[0]!,
      async close() {
        for (const guard of guards) await guard.close()
        await closeServer(server)
      },
    }
  },
}

function mountAll(mounts: readonly string[], makeApp: () => Koa): Koa {
  const app = new Koa()
  for (const prefix of mounts) app.use(mount(prefix, makeApp()))
  return app
}

function incoming(ctx: Koa.Context): Incoming {
  return {
    get target() {
      return ctx.url
    },
    header: (name) => ctx.get(name),
  }
}

function exchange(guard: Tidegate, ctx: Koa.Context): Exchange {
  return exchangeOnNode({
    guard,
    context: ctx,
    response: ctx.res,
    get target() {
      return ctx.url
    },
    get decision() {
      return ctx.state['admission'] as Decision | undefined
    },
    header: (name) => ctx.get(name),
    reply(status, body = '') {
      ctx.status = status
      ctx.body = body
    },
    stream(status, chunks) {
      ctx.status = status
      ctx.body = Readable.from(chunks)
    },
  })
}
