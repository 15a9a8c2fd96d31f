import type { Context, Middleware } from 'koa'
import { createGuard, type GuardTools, type Host, isBelowBaseUrl, mountedLate } from '@tidegate/node/host'
import type { Decision } from '@tidegate/engine'
import type { KoaOptions } from './koa-options.ts'

/** Koa middleware that enforces a policy, and the tools that a route may need. */
export interface Tidegate extends Middleware, GuardTools<Context> {}

/**
 * Koa middleware that admits what the policy admits, and answers all other requests.
 *
 * The decision is stored in `ctx.state.admission`. `ctx.ip` is not used: the client address comes from the policy's `client ip` or the
 * option `trustProxy`. Decisions use the path in `ctx.url`, which is what a later router reads; below a mount it does not include the
 * mount's prefix. An unknown option throws a `TypeError` with a suggestion.
 *
 * @example
 * app.use(tidegate({ policy: 'site.policy', user: (ctx) => ctx.state.user?.id }))
 */
export function tidegate(options: KoaOptions): Tidegate {
  const { guard, ...tools } = createGuard(koa, options)
  let isChecked = false
  const middleware: Middleware = (ctx, next) => {
    if (!isChecked) {
      isChecked = true
      const warning = mountedLate(routersBefore(ctx.app.middleware, middleware))
      if (warning !== undefined) void tools.ready.then((gate) => gate.warn(warning))
    }
    return guard(ctx, next)
  }
  return Object.assign<Middleware, GuardTools<Context>>(middleware, tools)
}

/** The routers among the middleware before this one; `@koa/router` marks its middleware with the property `router`. */
function routersBefore(all: readonly Middleware[], own: Middleware): readonly string[] {
  const before = all.slice(0, Math.max(0, all.indexOf(own)))
  return before.flatMap((each) => ('router' in each ? 'a router' : []))
}

const koa: Host<Context> = {
  request: (ctx) => ctx.req,
  response: (ctx) => ctx.res,
  // Either by koa-mount or by an Express application around Koa.
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
