import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { describeRouter } from '@tidegate/adapter-contract'
import { type Handler, Hono } from 'hono'
import { tidegate } from './tidegate.ts'

const say =
  (where: string): Handler =>
  (context) =>
    context.text(`reached ${where}`)

describeRouter({
  name: 'Hono',
  // WHY: Hono's router is case-sensitive, so the policy must be too.
  setting: 'paths match exactly',
  listener: (gate) => {
    const app = new Hono()
    app.all('/admin', say('admin'))
    app.all('/admin/:id', say('admin'))
    app.all('/admin/*', say('admin'))
    app.all('/web/static', say('static'))
    app.all('/web/static/*', say('static'))
    app.all('*', say('other'))
    const guard = tidegate<[HttpBindings]>({
      gate,
      peer: (_request, { incoming }) => incoming.socket.remoteAddress,
    })
    const answer = guard.fetch((request, bindings) => app.fetch(request, bindings))
    return getRequestListener((request, bindings) => answer(request, bindings as HttpBindings))
  },
})
