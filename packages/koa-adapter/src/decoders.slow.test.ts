import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Router from '@koa/router'
import type { Decision } from '@tidegate/engine'
import { gateOfText, sendRaw } from '@tidegate/engine/testing'
import { runs } from '@tidegate/test-support'
import express from 'express'
import fastify from 'fastify'
import fc from 'fast-check'
import Koa from 'koa'
import serve from 'koa-static'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { tidegate } from './tidegate.ts'

const files = ['/admin/secret', '/admin/deep/key', '/@team/plan', '/a;b/c', '/a(b)/c+d', '/open/page', '/top']

/** Policies that block some of the files, with every kind of test of a path. */
const policies = [
  'block path in /admin/**, /@team/**, /a;b/**',
  'block path in /**/key, /*/plan',
  'block path == "/admin/secret" or path == "/top"',
  'block path starts with "/@team/" or path ends with "+d"',
  'block path contains "n/s" or path contains "(b)"',
  'block target in /admin/**',
  'block path in /** unless path in /open/**',
  'allow only ip in 192.0.2.0/24 when path in /*/**',
  'paths match exactly\nblock path in /admin/**, /@team/plan',
]

const servers: Server[] = []
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
  for (const end of ends.splice(0)) await end()
})

async function listen(policy: string, next: RequestListener): Promise<number> {
  const app = new Koa()
  app.silent = true
  app.use(tidegate({ gate: gateOfText(policy) }))
  app.use((ctx) => {
    ctx.respond = false
    ctx.status = 200
    next(ctx.req, ctx.res)
  })
  const server = createServer(app.callback())
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

function isBlocked(policy: string, path: string): boolean {
  const gate = gateOfText(policy)
  const decision: Decision = gate.decide({
    method: 'GET',
    target: encodeURI(path),
    headers: ['Host', 'a'],
    peer: '::1',
  })
  return decision.outcome !== 'pass'
}

/** One of the ways to write each character of a path. */
function spelling(path: string): fc.Arbitrary<string> {
  return fc.tuple(...Array.from(path, spellingOf)).map((parts) => `/${parts.slice(1).join('')}`)
}

function spellingOf(character: string): fc.Arbitrary<string> {
  const escape = `%${character.charCodeAt(0).toString(16)}`
  if (character === '/') return fc.constantFrom('/', '/', '//', escape, escape.toUpperCase(), '%2F/', '/%2f', '%2F%2F')
  return fc.constantFrom(character, character, character, escape, escape.toUpperCase())
}

const cases = fc
  .record({ policy: fc.constantFrom(...policies), file: fc.constantFrom(...files) })
  .chain((chosen) => spelling(chosen.file).map((target) => ({ ...chosen, target })))

async function statusAndText(
  port: number,
  target: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
}

/** Starts one server for each policy, on first use. */
function portsFor(handler: RequestListener): (policy: string) => Promise<number> {
  const ports = new Map<string, Promise<number>>()
  return (policy) => {
    const port = ports.get(policy) ?? listen(policy, handler)
    ports.set(policy, port)
    return port
  }
}

describe('a static server after the gate', () => {
  const root = mkdtempSync(join(tmpdir(), 'tidegate-decoders-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), `the file ${file}`)
  }
  const koa = new Koa()
  koa.silent = true
  koa.use(serve(root))
  // WHY: without an application of Express, whose router does not find its module `is-promise` under the conditions with which tests resolve modules.
  const send = express.static(root) as (request: unknown, response: unknown, next: () => void) => void

  it.each<readonly [string, RequestListener]>([
    ['koa-static', koa.callback()],
    ['express.static', (request, response) => send(request, response, () => response.writeHead(404).end())],
  ])('never sends a file whose path the policy blocks, however its path is written: %s', async (_name, handler) => {
    const portOf = portsFor(handler)
    let sent = 0
    await fc.assert(
      fc.asyncProperty(cases, async ({ policy, file, target }) => {
        const { text } = await statusAndText(await portOf(policy), target)
        const isSent = text.includes(`the file ${file}`)
        if (isSent) sent++
        expect({ target, isSent: isSent && isBlocked(policy, file) }).toEqual({ target, isSent: false })
      }),
      { numRuns: runs(150, 1 / 2) },
    )
    expect(sent).toBeGreaterThan(0)
  })
})

describe('a route with parameters after the gate', () => {
  const koaRouter = new Router()
  koaRouter.get('/:file', (ctx) => {
    ctx.body = `[${ctx.params['file']}]`
  })
  koaRouter.get('/open/:file', (ctx) => {
    ctx.body = `[open/${ctx.params['file']}]`
  })
  const koa = new Koa().use(koaRouter.routes())
  const app = express()
  app.get('/:file', (request, response) => void response.send(`[${request.params.file}]`))
  app.get('/open/:file', (request, response) => void response.send(`[open/${request.params.file}]`))

  async function fastifyListener(): Promise<RequestListener> {
    const server = fastify()
    server.get<{ Params: { file: string } }>('/:file', async ({ params }) => `[${params.file}]`)
    server.get<{ Params: { file: string } }>('/open/:file', async ({ params }) => `[open/${params.file}]`)
    await server.ready()
    ends.push(() => server.close())
    return (request, response) => server.routing(request, response)
  }

  it.each<readonly [string, () => RequestListener | Promise<RequestListener>]>([
    ['@koa/router', () => koa.callback()],
    ['Express', () => app],
    ['Fastify', fastifyListener],
  ])('never receives a path that the policy blocks: %s', async (_name, listener) => {
    const portOf = portsFor(await listener())
    let received = 0
    await fc.assert(
      fc.asyncProperty(cases, async ({ policy, target }) => {
        const { text } = await statusAndText(await portOf(policy), target)
        const parameter = /\[(.*)\]/.exec(text)?.[1]
        if (parameter === undefined) return
        received++
        expect({ target, parameter, isBlocked: isBlocked(policy, `/${parameter}`) }).toMatchObject({ isBlocked: false })
      }),
      { numRuns: runs(150, 1 / 2) },
    )
    expect(received).toBeGreaterThan(0)
  })

  it('receives a path unchanged if no rule depends on how it is read', async () => {
    const port = await listen('block path in /admin/**', koa.callback())
    expect((await statusAndText(port, '/group%2fproject')).text).toContain('[group/project]')
    expect((await statusAndText(port, '/admin%2Fsecret')).status).toBe(400)
    expect((await statusAndText(port, '/admin/secret')).status).toBe(403)
  })
})
