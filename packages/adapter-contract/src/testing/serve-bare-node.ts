import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { Readable, type Writable } from 'node:stream'
import type { HostResponse } from '@tidegate/node'
import express from 'express'
import type { AdapterUnderTest, Exchange, Incoming, ServedAdapter } from '../adapter.ts'
import { exchangeOnNode, optionsFor } from '../exchange-on-node.ts'
import { closeServer } from '../harness/close-server.ts'
import { listenOnLoopback } from '../harness/listen-on-loopback.ts'
import { type BareNodeGuard, decisionAt, guardListener } from './bare-node.ts'

/** Node's own servers with the minimal adapter, as the contract suite serves them; Express does the mounting. */
export const bareNodeUnderTest: AdapterUnderTest = {
  name: 'a bare node:http adapter',

  make: (options) =>
    guardListener(
      options,
      () => {},
      () => {},
    ),

  async serve(options, respond, { http2 = false, mounts }): Promise<ServedAdapter> {
    const errors: unknown[] = []
    const makeGuard = (): BareNodeGuard => {
      const exchangeOf = (response: HostResponse): Exchange => exchange(guard, response)
      const guard: BareNodeGuard = guardListener(
        optionsFor(options, incoming, exchangeOf),
        (_request, response) => respond(exchangeOf(response)),
        (error) => errors.push(error),
      )
      return guard
    }
    const guards = mounts === undefined ? [makeGuard()] : mounts.map(makeGuard)
    const listener = mounts === undefined ? guards[0]!.listener : mountAll(mounts, guards)
    const server = http2 ? createHttp2Server(guards[0]!.listener) : createServer(listener)
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

function mountAll(mounts: readonly string[], guards: readonly BareNodeGuard[]): RequestListener {
  const app = express()
  for (const [index, prefix] of mounts.entries()) app.use(prefix, guards[index]!.listener)
  return app
}

function incoming({ req }: HostResponse): Incoming {
  return {
    get target() {
      return req.url ?? ''
    },
    header: (name) => String(req.headers[name] ?? ''),
  }
}

function exchange(guard: BareNodeGuard, response: HostResponse): Exchange {
  const { req } = response
  return exchangeOnNode({
    guard,
    context: response,
    response,
    get target() {
      return req.url ?? ''
    },
    get decision() {
      return decisionAt(response)
    },
    header: (name) => incoming(response).header(name),
    reply(status, body = '') {
      response.statusCode = status
      response.end(body)
    },
    stream(status, chunks) {
      response.statusCode = status
      Readable.from(chunks).pipe(response as Writable)
    },
  })
}
