import { describeRouter } from '@tidegate/adapter-contract'
import express, { Router, type RequestHandler } from 'express'
import { tidegate } from './tidegate.ts'

const say =
  (where: string): RequestHandler =>
  (_request, response) =>
    void response.send(`reached ${where}`)

describeRouter({
  name: 'Express',
  listener: (gate) => {
    const app = express()
    app.use(tidegate({ gate }))
    app.get('/admin', say('admin'))
    app.get('/admin/:id', say('admin'))
    const nested = Router()
    nested.get('/:id/:more', say('admin'))
    nested.use(say('admin'))
    app.use('/admin', nested)
    app.use('/web/static', say('static'))
    app.use(say('other'))
    return app
  },
})
