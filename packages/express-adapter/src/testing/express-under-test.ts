import { createServer, type RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import {
  type AdapterUnderTest,
  closeServer,
  type Exchange,
  exchangeOnNode,
  type Incoming,
  listenOnLoopback,
  lookupsFor,
  type ServedAdapter,
} from '@tidegate/adapter-contract'
import express, { type Request } from 'express'
import { tidegate, type Tidegate } from '../tidegate.ts'

/** Express applications as the contract suite serves them. */
export const expressUnderTest: AdapterUnderTest = {
  name: 'the Express adapter',

  make: tidegate,

  async serve({ handler, ...options }, respond, { mounts }): Promise<ServedAdapter> {
    const errors: unknown[] = []
    const guards: Tidegate[] = []
    const makeApp = (): express.Express => {
      const guard = tidegate({
        ...lookupsFor(options, incoming),
        ...(handler !== undefined && {
          handler: (request, _response, decision, reply) => handler(exchange(guard, request), decision, reply),
        }),
      })
      guards.push(guard)
      const app = express()
      app.use(guard)
      app.use((request) => respond(exchange(guard, request)))
      const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
        errors.push(error)
        response.status(500).end()
      }
      return app.use(onError)
    }
    const app = mounts === undefined ? makeApp() : express()
    for (const prefix of mounts ?? []) app.use(prefix, makeApp())
    const listener: RequestListener = (request, response) => void app(request, response)
    const server = createServer(listener)
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

  skips: { 'HTTP/2': 'Express 5 does not run on node:http2' },
}

function incoming(request: Request): Incoming {
  return {
    get target() {
      return request.url
    },
    header: (name) => request.get(name) ?? '',
  }
}

function exchange(guard: Tidegate, request: Request): Exchange {
  const response = request.res!
  return exchangeOnNode({
    guard,
    context: request,
    response,
    get target() {
      return request.url
    },
    get decision() {
      return request.admission
    },
    header: (name) => request.get(name) ?? '',
    reply(status, body = '') {
      response.status(status).send(body)
    },
    stream(status, chunks) {
      response.status(status)
      Readable.from(chunks)
        .on('error', () => response.destroy())
        .pipe(response)
    },
  })
}
