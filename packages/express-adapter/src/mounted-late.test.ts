import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from '@tidegate/adapter-contract'
import { gateOfText, sendRequest } from '@tidegate/engine/testing'
import express, { type Express } from 'express'
import { expect, it } from 'vitest'
import { tidegate, type Tidegate } from './tidegate.ts'

it.each<readonly [string, (app: Express, guard: Tidegate) => void, readonly string[]]>([
  [
    'after routes and routers',
    (app, guard) => {
      app.get('/news', (_request, response) => void response.send('news'))
      app.use('/shop', express.Router())
      for (const path of ['/a', '/b']) app.get(path, (_request, response) => void response.send('in'))
      app.use(guard)
    },
    [
      'mounted before the guard, which does not decide their requests: the route /news, a router, the route /a and 1 more; mount the guard first',
    ],
  ],
  [
    'before them, and after other middleware',
    (app, guard) => {
      app.use(express.static('/nowhere'), (_request, _response, next) => next())
      app.use(guard)
      app.get('/news', (_request, response) => void response.send('news'))
    },
    [],
  ],
  [
    'in a router of its own',
    (app, guard) => {
      app.get('/news', (_request, response) => void response.send('news'))
      app.use(express.Router().use(guard))
    },
    [],
  ],
])('warns once at the first request if the guard is mounted %s', async (_, mount, expected) => {
  const gate = gateOfText('limit 100 per minute per ip')
  const warnings: string[] = []
  gate.on('warning', ({ message }) => warnings.push(message))
  const app = express()
  mount(app, tidegate({ gate }))
  const server = createServer((request, response) => void app(request, response))
  const port = await listenOnLoopback(server)
  for (let i = 0; i < 2; i++) await sendRequest({ port, target: '/missing' })
  await closeServer(server)
  expect(warnings).toEqual(expected)
})
