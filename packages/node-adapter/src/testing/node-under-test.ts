import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { Readable, type Writable } from 'node:stream'
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
import type { HostRequest, HostResponse } from '@tidegate/node'
import express from 'express'
import { tidegate, type Tidegate } from '../tidegate.ts'

/** Node's own servers, as the contract suite serves them; Express does the mounting. */
export const nodeUnderTest: AdapterUnderTest = {
  name: 'the Node adapter',

  make: tidegate,

  async serve({ handler, ...options }, respond, { http2 = false, mounts }): Promise<ServedAdapter> {
    const errors: unknown[] = []
    const makeGuard = (): Guarded => {
      const guard = tidegate({
        ...lookupsFor(options, incoming),
        ...(handler !== undefined && {
          handler: (request, response, decision, reply) => handler(exchange(guard, request, response), decision, reply),
        }),
        onError: (error) => errors.push(error),
      })
      return { guard, listener: guard.protect((request, response) => respond(exchange(guard, request, response))) }
    }
    const guards = mounts === undefined ? [makeGuard()] : mounts.map(makeGuard)
    const listener = mounts === undefined ? guards[0]!.listener : mountAll(mounts, guards)
    const server = http2 ? createHttp2Server(guards[0]!.listener) : createServer(listener)
    await Promise.all(guards.map(({ guard }) => guard.ready))
    const port = await listenOnLoopback(server)
    return {
      server,
      port,
      errors,
      guard: guards[0]!.guard,
      async close() {
        for (const { guard } of guards) await guard.close()
        await closeServer(server)
      },
    }
  },
}

interface Guarded {
  readonly guard: Tidegate
  readonly listener: (request: HostRequest, response: HostResponse) => void
}

function mountAll(mounts: readonly string[], guards: readonly Guarded[]): RequestListener {
  const app = express()
  for (const [index, prefix] of mounts.entries()) app.use(prefix, guards[index]!.listener)
  return app
}

function incoming(request: HostRequest): Incoming {
  return {
    get target() {
      return request.url ?? ''
    },
    header: (name) => String(request.headers[name] ?? ''),
  }
}

function exchange(guard: Tidegate, request: HostRequest, response: HostResponse): Exchange {
  return exchangeOnNode({
    guard,
    context: request,
    response,
    get target() {
      return request.url ?? ''
    },
    get decision() {
      return guard.decisionOf(request, 'optional')
    },
    header: (name) => incoming(request).header(name),
    reply(status, body = '') {
      response.statusCode = status
      response.end(body)
    },
    stream(status, chunks) {
      response.statusCode = status
      Readable.from(chunks)
        .on('error', () => response.destroy())
        .pipe(response as Writable)
    },
  })
}
