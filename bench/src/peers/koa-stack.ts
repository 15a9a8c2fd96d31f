import type { Middleware } from 'koa'
import type { Site } from '../data/site.ts'
import { createStack } from './stack.ts'

/** The stack as Koa middleware. The application must trust its proxy (`app.proxy`), so that `ctx.ip` is the client's address. */
export function koaStack(site: Site): Middleware {
  const decide = createStack(site)
  return async (ctx, next) => {
    const { status, headers } = await decide({ ip: ctx.ip, agent: ctx.get('user-agent'), path: ctx.path })
    if (headers !== undefined) ctx.set(headers)
    if (status !== 200) {
      ctx.status = status
      return
    }
    await next()
  }
}
