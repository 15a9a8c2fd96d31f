import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import express from 'express'
import { describeAdapter } from './describe-adapter.ts'
import { describeRouter } from './describe-router.ts'
import { guardListener } from './testing/bare-node.ts'
import { bareNodeUnderTest } from './testing/serve-bare-node.ts'

describeAdapter(bareNodeUnderTest)

describeRouter({
  name: 'Express',
  listener: (gate) => {
    const app = express()
    const say = (where: string) => (_request: unknown, response: express.Response) => {
      response.send(`reached ${where}`)
    }
    app.get('/admin', say('admin'))
    app.get('/admin/:id', say('admin'))
    app.use('/admin', say('admin'))
    app.use('/web/static', say('static'))
    app.use(say('other'))
    return guardListener(
      { gate },
      (request, response) => app(request as IncomingMessage, response as ServerResponse),
      (error) => {
        throw error
      },
    ).listener
  },
})

it('requires a reason for every behaviour that an adapter skips', () => {
  expect(() => describeAdapter({ ...bareNodeUnderTest, skips: { mounts: ' ' } })).toThrow(/'mounts' needs a reason/)
})
