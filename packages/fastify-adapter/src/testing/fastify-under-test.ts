import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import {
  type AdapterUnderTest,
  type Exchange,
  exchangeOnNode,
  type Incoming,
  lookupsFor,
  type ServedAdapter,
} from '@tidegate/adapter-contract'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { canonicalUrl } from '../canonical-url.ts'
import { tidegate, type Tidegate } from '../tidegate.ts'

/** Fastify applications as the contract suite serves them. */
export const fastifyUnderTest: AdapterUnderTest = {
  name: 'the Fastify adapter',

  make: tidegate,

  async serve({ handler, ...options }, respond, { http2 = false }): Promise<ServedAdapter> {
    const errors: unknown[] = []
    const guard: Tidegate = tidegate({
      ...lookupsFor(options, incoming),
      ...(handler !== undefined && {
        handler: (request, reply, decision, refusal) => handler(exchange(guard, request, reply), decision, refusal),
      }),
    })
    const rewriting = options.rewriteTarget === false ? {} : { rewriteUrl: canonicalUrl }
    const app = (http2 ? Fastify({ http2, ...rewriting }) : Fastify(rewriting)) as FastifyInstance
    app.setErrorHandler(async (error: FastifyError, _request, reply) => {
      errors.push(error)
      return reply.code(error.statusCode ?? 500).send()
    })
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      await respond(exchange(guard, request, reply))
      return reply
    }
    app.register(guard)
    app.all('/*', answer)
    app.setNotFoundHandler(answer)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    return {
      server: app.server as ServedAdapter['server'],
      port,
      errors,
      guard,
      close: () => app.close(),
    }
  },

  skips: { mounts: 'prefixes of Fastify stay in the URL, so that the policy sees whole paths' },
}

function incoming(request: FastifyRequest): Incoming {
  return {
    get target() {
      return request.url
    },
    header: (name) => String(request.headers[name] ?? ''),
  }
}

function exchange(guard: Tidegate, request: FastifyRequest, reply: FastifyReply): Exchange {
  return exchangeOnNode({
    guard,
    context: request,
    response: reply.raw,
    get target() {
      return request.url
    },
    get decision() {
      return request.admission
    },
    header: (name) => incoming(request).header(name),
    reply(status, body = '') {
      reply.code(status).send(body)
    },
    stream(status, chunks) {
      reply.code(status).send(Readable.from(chunks))
    },
  })
}
