import Fastify, { type FastifyInstance } from 'fastify'
import { canonicalUrl, tidegate } from '@tidegate/fastify-adapter'

/** The owner of a key. */
export interface Customer {
  readonly id: string
  readonly plan: 'free' | 'team'
}

declare module 'fastify' {
  interface FastifyRequest {
    customer: Customer | undefined
  }
}

/** Creates an API for programs with keys. Rejects if the policy cannot be enforced. */
export async function createApi(policy: string, keys: ReadonlyMap<string, Customer>): Promise<FastifyInstance> {
  const app = Fastify({ rewriteUrl: canonicalUrl })
  app.decorateRequest('customer', undefined)
  app.addHook('onRequest', async (request) => {
    const [, key = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
    request.customer = keys.get(key)
  })
  // After the hook above, because hooks run in the order in which they are added.
  await app.register(tidegate, {
    policy,
    user: (request) => request.customer?.id,
    facts: (request) => ({ 'key.plan': request.customer?.plan }),
  })

  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/v1/measurements', async (request, reply) => {
    if (request.customer === undefined) return reply.code(401).send({ error: 'Send a key: Authorization: Bearer KEY' })
    return { customer: request.customer.id, outcome: request.admission?.outcome }
  })
  return app
}
