import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { sendRequest } from '@tidegate/engine/testing'
import { tidegate as expressGuard } from '@tidegate/express-adapter'
import { tidegate as fastifyGuard } from '@tidegate/fastify-adapter'
import { tidegate as koaGuard } from '@tidegate/koa-adapter'
import { spanAttributes } from '@tidegate/telemetry/opentelemetry'
import express from 'express'
import fastify from 'fastify'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import { createPlainSite } from './testing/plain-site.ts'

/** A server under test. */
interface Running {
  readonly port: number
  readonly close: () => Promise<unknown>
}

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
let stop = (): void => {}
let folder = ''
let policy = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-spans-'))
  policy = join(folder, 'site.policy')
  writeFileSync(policy, 'policy "shop"\nblock path in /admin/** as "admin"\nlimit 3 per hour per ip as "visitors"\n')
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  stop = registerInstrumentations({ tracerProvider: provider, instrumentations: [new HttpInstrumentation()] })
  // The instrumentation changes the module when it is required.
  createRequire(import.meta.url)('node:http')
})
afterAll(async () => {
  stop()
  context.disable()
  await provider.shutdown()
  rmSync(folder, { recursive: true })
})

async function listening(server: Server, close: () => Promise<unknown>): Promise<Running> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close }
}

const closed = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve))

const servers: Readonly<Record<string, () => Promise<Running>>> = {
  Koa: async () => {
    const guard = koaGuard({ policy, plugins: [spanAttributes()] })
    const app = new Koa()
    app.use(guard)
    app.use((exchange) => (exchange.body = 'site'))
    const server = createServer(app.callback() as Parameters<typeof createServer>[1])
    return listening(server, () => closed(server).then(() => guard.close()))
  },
  Express: async () => {
    const guard = expressGuard({ policy, plugins: [spanAttributes()] })
    const app = express()
    app.use(guard)
    app.use((_request, response) => void response.send('site'))
    const server = createServer(app)
    return listening(server, () => closed(server).then(() => guard.close()))
  },
  Fastify: async () => {
    const app = fastify()
    await app.register(fastifyGuard, { policy, plugins: [spanAttributes()] })
    app.get('/*', () => 'site')
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
  },
  'the gateway in front of a site': async () => {
    const site = createPlainSite()
    const behind = await listening(site.server, () => closed(site.server))
    const gateway = await openGateway({
      sites: [{ policy }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
      to: { kind: 'url', url: `http://127.0.0.1:${behind.port}` },
      gates: { plugins: [spanAttributes()], watch: false },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
    const close = async (): Promise<void> => {
      await gateway.stop()
      await behind.close()
    }
    return { port: Number(gateway.addresses[0]!.split(':').at(-1)), close }
  },
}

describe('the span of the HTTP server', () => {
  it.each(Object.keys(servers))('has the decision about its request, with %s', async (name) => {
    const { port, close } = await servers[name]!()
    const targets = ['/', '/admin/x?secret=1', '/', '/', '/']
    for (const target of targets)
      await sendRequest({ port, target, headers: ['Host', 'a.example', 'User-Agent', 'curl'] })
    await close()
    const spans = exporter.getFinishedSpans().filter(({ attributes }) => 'tidegate.outcome' in attributes)
    exporter.reset()
    expect(
      spans.map(({ attributes: { 'tidegate.outcome': outcome, 'tidegate.rule': rule } }) => [outcome, rule]),
    ).toEqual([
      ['pass', undefined],
      ['block', 'admin'],
      ['pass', undefined],
      ['pass', undefined],
      ['limit', 'visitors'],
    ])
    for (const { attributes } of spans) {
      expect(attributes['http.response.status_code'] ?? attributes['http.status_code']).toBe(
        attributes['tidegate.status'],
      )
      expect(attributes).toMatchObject({
        'tidegate.policy.name': 'shop',
        'tidegate.policy.fingerprint': expect.stringMatching(/^[0-9a-f]{32}$/),
        'tidegate.decision.id': expect.stringMatching(/./),
      })
    }
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size).toBe(targets.length)
  })
})
