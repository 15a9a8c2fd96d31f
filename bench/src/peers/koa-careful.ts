import type { Middleware } from 'koa'
import { fromNodeRequest } from '@tidegate/engine/http'
import type { Site } from '../data/site.ts'
import { createCarefulStack } from './careful-stack.ts'

/** The careful stack as Koa middleware, behind a proxy on loopback. It answers refusals with their status alone. */
export function koaCareful(site: Site): Middleware {
  const decide = createCarefulStack(site, ['127.0.0.0/8'])
  return async (ctx, next) => {
    const { outcome, status, headers = {} } = await decide(fromNodeRequest(ctx.req, ctx.req.url))
    for (const name in headers) ctx.res.setHeader(name, headers[name]!)
    if (outcome !== 'pass') {
      ctx.status = status
      return
    }
    await next()
  }
}
