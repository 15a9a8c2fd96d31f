import Router from '@koa/router'
import { describeRouter } from '@tidegate/adapter-contract'
import type { Gate } from '@tidegate/engine'
import Koa from 'koa'
import mount from 'koa-mount'
import { tidegate } from './tidegate.ts'

const say = (where: string) => (ctx: Koa.Context) => {
  ctx.body = `reached ${where}`
}

function guardedApp(gate: Gate): Koa {
  const app = new Koa()
  app.silent = true
  app.use(tidegate({ gate }))
  return app
}

describeRouter({
  name: '@koa/router',
  listener: (gate) => {
    const app = guardedApp(gate)
    const router = new Router()
    router.get('/admin', say('admin'))
    router.get('/admin/:id', say('admin'))
    router.get('/admin/*rest', say('admin'))
    const nested = new Router({ prefix: '/admin' })
    nested.get('/:id/:more', say('admin'))
    nested.use(say('admin'))
    router.get('/web/static', say('static'))
    router.get('/web/static/*rest', say('static'))
    router.get('/*rest', say('other'))
    app.use(nested.routes())
    app.use(router.routes())
    return app.callback()
  },
})

describeRouter({
  name: 'koa-mount',
  // WHY: koa-mount compares prefixes byte for byte, so the policy must do the same.
  setting: 'paths match exactly',
  listener: (gate) => {
    const app = guardedApp(gate)
    app.use(mount('/admin', say('admin')))
    app.use(mount('/web/static', say('static')))
    app.use(say('other'))
    return app.callback()
  },
})
