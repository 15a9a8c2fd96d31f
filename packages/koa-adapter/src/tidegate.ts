import type { Context, Middleware } from 'koa'
import { createGuard, type GuardTools, type Host, isBelowBaseUrl } from '@tidegate/node'
import type { Decision } from '@tidegate/engine'
import type { KoaOptions } from './koa-options.ts'

/** Koa middleware that enforces a policy, and the tools that a route may need. */
export interface Tidegate extends Middleware, GuardTools<Context> {}

/**
 * Koa middleware that lets in what the policy lets in, and answers the rest.
 *
 * The decision is at `ctx.state.admission`. `ctx.ip` is not used: the client address comes from the policy's `client ip`
 * or the option `trustProxy`. Paths are judged as `ctx.url` has them, which is what a router after it reads; below a mount that is
 * without the mount's prefix. An unknown option throws a `TypeError` with a suggestion.
 *
 * @example
 * app.use(tidegate({ policy: 'site.policy', user: (ctx) => ctx.state.user?.id }))
 */
export function tidegate(options: KoaOptions): Tidegate {
  const { guard, ...tools } = createGuard(koa, options)
  return Object.assign<Middleware, GuardTools<Context>>(guard, tools)
}

const koa: Host<Context> = {
  request: (ctx) => ctx.req,
  response: (ctx) => ctx.res,
  // By koa-mount, or by Express around Koa.
  isMounted: (ctx) => (ctx['mountPath'] === undefined ? isBelowBaseUrl(ctx.req) : ctx.req.url !== ctx.originalUrl),
  setDecision(ctx, decision) {
    ctx.state['admission'] = decision
  },
  getDecision: (ctx) => ctx.state['admission'] as Decision | undefined,
  send(ctx, { status, headers, body }) {
    ctx.status = status
    ctx.set(headers)
    ctx.body = body
  },
}
