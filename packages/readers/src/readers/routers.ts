import Router from '@koa/router'
import type express from 'express'
import findMyWay from 'find-my-way'
import Koa, { type Context, type Middleware } from 'koa'
import mount from 'koa-mount'
import type { IncomingMessage } from 'node:http'
import { places, type Reader, type Taken } from '../reader.ts'
import { responseTo } from '../requests/message-of.ts'
import { expressApp } from './express-request.ts'

type Reached = { place?: string }

function placeTaken(place: string | undefined): readonly Taken[] {
  return [{ kind: 'place', place }]
}

/** In the routes of Express and Koa these characters have a meaning unless they follow a backslash. */
const escaped = (place: string): string => place.replace(/[\\(){}[\]?+!:*]/g, '\\$&')

function koaReader(name: string, install: (app: Koa) => void, exactCase: boolean): Reader {
  const app = new Koa()
  app.silent = true
  install(app)
  app.use(reach(undefined))
  const run = compose(app)
  return {
    name,
    part: 'path',
    exactCase,
    read: async (request) => {
      const context = app.createContext(request, responseTo(request)) as unknown as Context
      await run(context)
      return placeTaken((context.state as Reached).place)
    },
  }
}

const reach =
  (place: string | undefined): Middleware =>
  (context) => {
    ;(context.state as Reached) = place === undefined ? {} : { place }
  }

/** The middleware of an application as one function, without the reply. */
function compose(app: Koa): (context: Context) => Promise<unknown> {
  const { middleware } = app as unknown as { readonly middleware: readonly Middleware[] }
  const step = (context: Context, at: number): Promise<unknown> =>
    Promise.resolve(middleware[at]?.(context as never, () => step(context, at + 1)))
  return (context) => step(context, 0)
}

function expressReader(name: string, install: (app: express.Express) => void, exactCase: boolean): Reader {
  const app = expressApp({ 'case sensitive routing': exactCase })
  install(app)
  return {
    name,
    part: 'path',
    exactCase,
    read: (request) =>
      new Promise((resolve) => {
        const handle = app as unknown as (
          request: IncomingMessage,
          response: unknown,
          next: (error?: unknown) => void,
        ) => void
        handle(request, responseTo(request), (error) =>
          resolve(
            error === undefined || error === null ? placeTaken((request as unknown as Reached).place) : undefined,
          ),
        )
      }),
  }
}

function expressHandler(place: string): express.Handler {
  return (request, _response, next) => {
    ;(request as Reached).place ??= place
    next('router')
  }
}

const fastify = findMyWay()
for (const place of places) {
  // A colon and an asterisk are parameters; find-my-way writes a plain colon twice, and has no plain asterisk.
  if (place.includes('*')) continue
  const route = place.replaceAll(':', '::')
  for (const end of ['', '/', '/*']) fastify.on('GET', route + end, () => place)
}
fastify.on('GET', '/*', () => {})

export const routers: readonly Reader[] = [
  koaReader(
    '@koa/router',
    (app) => {
      const router = new Router()
      for (const place of places) {
        router.all(routeOf(place), reach(place) as never)
        router.all(`${routeOf(place)}/*rest`, reach(place) as never)
      }
      app.use(router.routes() as never)
    },
    false,
  ),
  koaReader(
    'koa-mount',
    (app) => {
      for (const place of places) app.use(mount(canonical(place), reach(place)))
    },
    true,
  ),
  expressReader(
    'express router',
    (app) => {
      for (const place of places) app.all([routeOf(place), `${routeOf(place)}/*rest`], expressHandler(place))
    },
    false,
  ),
  expressReader(
    'express router, case sensitive',
    (app) => {
      for (const place of places) app.all([routeOf(place), `${routeOf(place)}/*rest`], expressHandler(place))
    },
    true,
  ),
  expressReader(
    'express mounts',
    (app) => {
      for (const place of places) app.use(routeOf(place), expressHandler(place))
    },
    false,
  ),
  {
    name: 'find-my-way (fastify)',
    part: 'path',
    exactCase: true,
    // find-my-way has no plain asterisk in a route.
    listed: (request) => (request.url ?? '').includes('%2A'),
    read: (request) => {
      const found = fastify.find('GET', request.url ?? '')
      return found === null ? undefined : placeTaken((found.handler as unknown as () => string | undefined)())
    },
  },
]

/** The route of a place, in the form of the canonical path, which is what a router after the guard reads. */
function routeOf(place: string): string {
  return escaped(canonical(place))
}

function canonical(place: string): string {
  return encodeURI(place).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('*', '%2A')
}
