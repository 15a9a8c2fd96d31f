import type { RequestListener } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { createGate, type Gate } from '@tidegate/engine'
import { tidegate as expressTidegate } from '@tidegate/express-adapter'
import { canonicalUrl, tidegate as fastifyTidegate } from '@tidegate/fastify-adapter'
import { nodeServer, tidegate as fetchTidegate } from '@tidegate/fetch-adapter'
import { tidegate as koaTidegate } from '@tidegate/koa-adapter'
import { tidegate as nodeTidegate } from '@tidegate/node-adapter'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { compileText } from '../data/compile.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { type Ledger, startLedger } from '../harness/start-ledger.ts'
import type { LedgerSize } from '../harness/take-ledger.ts'

/** The frameworks for which there is an adapter. */
export type Framework = 'Koa' | 'Express' | 'Fastify' | 'node:http' | 'Hono'

/** An application of the framework, without a gate and with one. */
const variants = ['bare', 'guarded'] as const
export type AdapterVariant = (typeof variants)[number]

let ledger: Promise<Ledger<AdapterVariant>> | undefined

serveCalls({
  /** Starts one server on loopback with two applications that answer `hello`, one of them guarded, of which one answers at a time; resolves with its port. */
  async listen(framework: Framework, prefixes: number, size: LedgerSize): Promise<number> {
    const listeners: Readonly<Record<AdapterVariant, RequestListener>> = {
      bare: await listenerOf(framework, undefined),
      guarded: await listenerOf(framework, openGate(prefixes)),
    }
    const { port, taken } = await startLedger({ variants, use: (variant) => listeners[variant], ...size })
    ledger = taken
    return port
  },
  /** Resolves with the ledger once all rounds are over. */
  ledger: () => ledger,
})

function openGate(prefixes: number): Gate {
  const site = makeSite({ prefixes, tokens: 150 })
  const policy = sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback')
  return createGate(compileText(policy, { 'attackers.txt': site.prefixes.join('\n') }))
}

async function listenerOf(framework: Framework, gate: Gate | undefined): Promise<RequestListener> {
  switch (framework) {
    case 'Koa': {
      const app = new Koa()
      if (gate !== undefined) app.use(koaTidegate({ gate }))
      app.use((ctx) => void (ctx.body = 'hello'))
      const callback = app.callback()
      return (request, response) => void callback(request, response)
    }
    case 'Express': {
      const app = express()
      if (gate !== undefined) app.use(expressTidegate({ gate }))
      app.use((_request, response) => void response.send('hello'))
      return app
    }
    case 'Fastify': {
      const app = Fastify(gate === undefined ? {} : { rewriteUrl: canonicalUrl })
      if (gate !== undefined) await app.register(fastifyTidegate, { gate })
      app.get('/*', (_request, reply) => void reply.send('hello'))
      await app.ready()
      return (request, response) => app.routing(request, response)
    }
    case 'node:http': {
      const answer: RequestListener = (_request, response) => void response.end('hello')
      if (gate === undefined) return answer
      const guard = nodeTidegate({ gate })
      await guard.ready
      return guard.protect(answer)
    }
    case 'Hono': {
      const app = new Hono()
      app.get('*', (c) => c.text('hello'))
      const answer =
        gate === undefined
          ? undefined
          : fetchTidegate<[HttpBindings]>({ ...nodeServer, gate }).fetch((request, bindings) =>
              app.fetch(request, bindings),
            )
      const listener = getRequestListener(
        answer === undefined ? app.fetch : (request, bindings) => answer(request, bindings as HttpBindings),
      )
      return (request, response) => void listener(request, response)
    }
  }
}
