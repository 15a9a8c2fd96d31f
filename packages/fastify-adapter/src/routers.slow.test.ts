import { describeRouter } from '@tidegate/adapter-contract'
import { describe } from 'vitest'
import Fastify, { type RouteHandlerMethod } from 'fastify'
import { canonicalUrl } from './canonical-url.ts'
import { tidegate } from './tidegate.ts'

const say =
  (where: string): RouteHandlerMethod =>
  () =>
    Promise.resolve(`reached ${where}`)

describe.each([true, false])('with rewriteUrl: %s', (rewrites) => {
  describeRouter({
    name: 'Fastify',
    listener: (gate) => {
      const app = Fastify({ ...(rewrites && { rewriteUrl: canonicalUrl }), routerOptions: { caseSensitive: false } })
      app.register(tidegate({ gate }))
      app.get('/admin', say('admin'))
      app.get('/admin/:id', say('admin'))
      app.register(
        (nested, _options, done) => {
          nested.get('/:id/:more', say('admin'))
          nested.get('/*', say('admin'))
          done()
        },
        { prefix: '/admin' },
      )
      app.get('/web/static', say('static'))
      app.get('/web/static/*', say('static'))
      app.get('/*', say('other'))
      return (request, response) => void app.ready().then(() => app.routing(request, response))
    },
  })
})
