import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { createGate, type Gate } from '@tidegate/engine'
import { tidegate as expressTidegate } from '@tidegate/express-adapter'
import { canonicalUrl, tidegate as fastifyTidegate } from '@tidegate/fastify-adapter'
import { tidegate as fetchTidegate } from '@tidegate/fetch-adapter'
import { tidegate as koaTidegate } from '@tidegate/koa-adapter'
import { tidegate as nodeTidegate } from '@tidegate/node-adapter'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { compileText } from '../data/compile.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'

/** The frameworks for which there is an adapter. */
export type Framework = 'Koa' | 'Express' | 'Fastify' | 'node:http' | 'Hono'

serveCalls({
  /** Starts an application that answers `hello` on loopback, with or without a gate; resolves with its port. */
  async listen(framework: Framework, isGuarded: boolean, prefixes: number): Promise<number> {
    const gate = isGuarded ? openGate(prefixes) : undefined
    if (framework === 'Fastify') return listenWithFastify(gate)
    const handle = await handlerOf(framework, gate)
    return portOf(createServer((request, response) => void handle(request, response)))
  },
  /** The CPU time of this process so far, in microseconds. */
  processorTime(): number {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})

function openGate(prefixes: number): Gate {
  const site = makeSite({ prefixes, tokens: 150 })
  const policy = sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback')
  return createGate(compileText(policy, { 'attackers.txt': site.prefixes.join('\n') }))
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

async function handlerOf(framework: Exclude<Framework, 'Fastify'>, gate: Gate | undefined): Promise<Handler> {
  switch (framework) {
    case 'Koa': {
      const app = new Koa()
      if (gate !== undefined) app.use(koaTidegate({ gate }))
      app.use((ctx) => void (ctx.body = 'hello'))
      return app.callback()
    }
    case 'Express': {
      const app = express()
      if (gate !== undefined) app.use(expressTidegate({ gate }))
      app.use((_request, response) => void response.send('hello'))
      return app
    }
    case 'node:http': {
      const answer: Handler = (_request, response) => void response.end('hello')
      if (gate === undefined) return answer
      const guard = nodeTidegate({ gate })
      await guard.ready
      return guard.protect(answer)
    }
    case 'Hono': {
      const app = new Hono()
      app.get('*', (c) => c.text('hello'))
      if (gate === undefined) return getRequestListener(app.fetch)
      const peer = (_request: Request, { incoming }: HttpBindings): string | undefined => incoming.socket.remoteAddress
      const answer = fetchTidegate<[HttpBindings]>({ gate, peer }).fetch((request, bindings) =>
        app.fetch(request, bindings),
      )
      return getRequestListener((request, bindings) => answer(request, bindings as HttpBindings))
    }
  }
}

async function listenWithFastify(gate: Gate | undefined): Promise<number> {
  const app = Fastify(gate === undefined ? {} : { rewriteUrl: canonicalUrl })
  if (gate !== undefined) await app.register(fastifyTidegate, { gate })
  app.get('/*', (_request, reply) => void reply.send('hello'))
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
