import type { HttpBindings } from '@hono/node-server'
import type { Gate } from '@tidegate/engine'
import { type FetchHandler, nodeServer, tidegate } from '@tidegate/fetch-adapter'
import { Hono } from 'hono'

/** The customer to whom a key belongs. */
export interface Customer {
  readonly id: string
  readonly plan: 'free' | 'pro'
}

/** Answers a request; Hono's server for Node passes its bindings with it. */
export type Fetch = FetchHandler<[HttpBindings]>

/** Creates an API for customers with keys, in which a gate decides every request. */
export function createApi(gate: Gate, customers: ReadonlyMap<string, Customer>): Fetch {
  const customerOf = (request: Request): Customer | undefined => customers.get(request.headers.get('x-api-key') ?? '')

  const app = new Hono()
  app.get('/v1/forecast', (c) => {
    const key = c.req.header('x-api-key')
    if (key !== undefined && !customers.has(key)) return c.json({ error: 'unknown key' }, 401)
    const { limits } = guard.decisionOf(c.req.raw)
    return c.json({ sky: 'clear', remaining: limits.map(({ rule, remaining }) => [rule.name, remaining]) })
  })

  const guard = tidegate<[HttpBindings]>({
    ...nodeServer,
    gate,
    user: (request) => customerOf(request)?.id,
    facts: (request) => ({ 'user.plan': customerOf(request)?.plan }),
  })
  // Around the whole application, so that Hono's router reads the path that the policy decides.
  return guard.fetch((request, bindings) => app.fetch(request, bindings))
}
