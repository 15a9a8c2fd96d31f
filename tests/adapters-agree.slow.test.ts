import { createServer, type RequestListener } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { closeServer, listenOnLoopback } from '@tidegate/adapter-contract'
import type { Decision, Gate } from '@tidegate/engine'
import { gateOfText, sendRaw } from '@tidegate/engine/testing'
import { tidegate as expressTidegate } from '@tidegate/express-adapter'
import { canonicalUrl, tidegate as fastifyTidegate } from '@tidegate/fastify-adapter'
import { tidegate as fetchTidegate } from '@tidegate/fetch-adapter'
import { tidegate as koaTidegate } from '@tidegate/koa-adapter'
import { tidegate as nodeTidegate } from '@tidegate/node-adapter'
import { createRandom, runs, seed } from '@tidegate/test-support'
import express from 'express'
import Fastify from 'fastify'
import Koa from 'koa'
import { afterAll, expect, it } from 'vitest'

const policy = `
client ip from x-forwarded-for trusting loopback
list bad = 198.51.100.0/24
bots scrapers = ahrefsbot, scrapy
fact role : text

block ip in bad as "bad" reply 410
block bot in scrapers when path not in /web/static/**
where path in /admin/** { allow only role == "admin" }
limit 3 per minute per ip as "posts" when method == "POST"
limit 20 per minute per ip and path as "pages" including refused
limit 2000 per hour in total as "all"
exempt query("key") == "k" from "pages"
`

const endings: (() => Promise<unknown>)[] = []

afterAll(async () => {
  for (const end of endings.splice(0)) await end()
})

/** WHY: `Retry-After` of limits in total has jitter. */
const random = (): number => 0.5

/** An application of each framework that answers with the decision. Each gate has the same clock and the same decision ids. */
const applications: Readonly<Record<string, (gate: Gate) => Promise<number>>> = {
  koa: (gate) => {
    const app = new Koa()
    app.use(koaTidegate({ gate, random, facts: (ctx) => ({ role: ctx.get('x-role') }) }))
    app.use((ctx) => void (ctx.body = seen(ctx.url, ctx.state['admission'] as Decision)))
    return serve(app.callback())
  },
  express: (gate) => {
    const app = express()
    app.use(expressTidegate({ gate, random, facts: (req) => ({ role: req.get('x-role') ?? '' }) }))
    app.use((req, res) => void res.type('text').end(seen(req.url, req.admission!)))
    return serve(app)
  },
  node: (gate) => {
    const guard = nodeTidegate({ gate, random, facts: ({ headers }) => ({ role: String(headers['x-role'] ?? '') }) })
    return serve(guard.protect((request, response) => response.end(seen(request.url!, guard.decisionOf(request)))))
  },
  async fastify(gate) {
    const app = Fastify({ rewriteUrl: canonicalUrl })
    await app.register(
      fastifyTidegate({ gate, random, facts: ({ headers }) => ({ role: String(headers['x-role'] ?? '') }) }),
    )
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    app.all('/*', async (request) => seen(request.url, request.admission!))
    app.setNotFoundHandler(async (request, reply) => reply.code(200).send(seen(request.url, request.admission!)))
    await app.listen({ host: '127.0.0.1', port: 0 })
    endings.push(() => app.close())
    return (app.server.address() as { port: number }).port
  },
  fetch: (gate) => {
    const guard = fetchTidegate<[HttpBindings]>({
      gate,
      random,
      peer: (_request, { incoming }) => incoming.socket.remoteAddress,
      facts: ({ headers }) => ({ role: headers.get('x-role') ?? '' }),
    })
    const answer = guard.fetch((request) => {
      const { pathname, search } = new URL(request.url)
      return new Response(seen(pathname + search, guard.decisionOf(request)))
    })
    return serve(getRequestListener((request, bindings) => answer(request, bindings as HttpBindings)))
  },
}

/** The deep run sends ten thousand. */
const count = runs(1) > 1 ? Math.max(10_000, runs(400)) : runs(400)

it('decide the same and send the same refusals, byte for byte', async () => {
  const outcomes = await expectSame(['koa', 'express', 'node', 'fastify'], randomRequest, count)
  expect(outcomes).toEqual(['200', '400', '403', '410', '429'])
})

it('decide the same with a `Request` whose URL parser leaves the target as it is', async () => {
  const plain = (random: () => number): string => {
    for (;;) {
      const request = randomRequest(random)
      const target = request.split(' ', 2)[1]!
      const hosts = request.match(/^Host: .*$/gm)!
      const { pathname, search } = new URL(`http://a.example${target}`)
      if (pathname + search === target && hosts.length === 1 && !hosts[0]!.endsWith(' ')) return request
    }
  }
  const outcomes = await expectSame(['node', 'fetch'], plain, Math.round(count / 2))
  expect(outcomes).toEqual(expect.arrayContaining(['200', '400', '403', '410']))
})

/** Sends random requests to applications, expects the same reply from all, and returns the statuses that occurred. */
async function expectSame(
  names: readonly string[],
  next: (random: () => number) => string,
  requests: number,
): Promise<readonly string[]> {
  let nowMs = Date.UTC(2026, 10, 30)
  const ports: number[] = []
  for (const name of names) {
    const random = createRandom(seed)
    const gate = gateOfText(policy, { random, clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
    endings.push(() => gate.close())
    ports.push(await applications[name]!(gate))
  }
  const random = createRandom(seed)
  const outcomes = new Set<string>()
  for (let i = 0; i < requests; i++) {
    nowMs += Math.floor(random() * 500)
    const request = next(random)
    const [first, ...others] = await Promise.all(ports.map((port) => exchange(port, request)))
    outcomes.add(first!.slice(9, 12))
    for (const [index, other] of others.entries()) {
      expect(other, `${names[index + 1]} and ${names[0]}: ${request}`).toBe(first)
    }
  }
  return [...outcomes].toSorted()
}

function seen(url: string, { id, outcome, ip, path, limits }: Decision): string {
  const kept = limits.map(({ rule, remaining, resetMs }) => `${rule.name} ${remaining} ${resetMs}`)
  return JSON.stringify({ url, id, outcome, ip, path, kept })
}

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  endings.push(() => closeServer(server))
  return listenOnLoopback(server)
}

/** The response with the fields that the guard sends: fields of frameworks, such as ETag, differ. */
async function exchange(port: number, request: string): Promise<string> {
  const { text } = await sendRaw(port, Buffer.from(request, 'latin1'))
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [status, ...fields] = head.split('\r\n')
  const kept = fields.filter((field) => /^(?:retry-after|ratelimit|cache-control|vary):?/i.test(field))
  return [status, ...kept.map((field) => field.toLowerCase()).toSorted(), '', /\{.*\}|.*/s.exec(body)?.[0]].join('\n')
}

function randomRequest(random: () => number): string {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  const segment = (): string =>
    pick(['admin', 'ADMIN', '%61dmin', 'web', 'static', 'a', '', '%2e', '..;', '%C3%A9', 'b%2Fc'])
  const path = Array.from({ length: 1 + Math.floor(random() * 3) }, segment).join('/')
  const query = pick(['', '', '?key=k', '?key=x&key=k', '?q=%zz'])
  const lines = [
    `${pick(['GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'])} /${path}${query} HTTP/1.1`,
    `Host: ${pick(['a.example', 'A.example:80', ''])}`,
    'Connection: close',
    `X-Forwarded-For: ${pick(['203.0.113.1', '203.0.113.2', '198.51.100.7', '2001:db8::1', 'unknown'])}`,
    `User-Agent: ${pick(['Mozilla/5.0', 'AhrefsBot/7.0', ''])}`,
    `X-Role: ${pick(['admin', 'guest'])}`,
    `Accept: ${pick(['*/*', 'application/json'])}`,
    ...(random() < 0.2 ? [`Host: ${pick(['a.example', 'b.example'])}`] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
