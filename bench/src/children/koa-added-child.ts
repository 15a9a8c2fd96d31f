import type { RequestListener } from 'node:http'
import Koa, { type Middleware } from 'koa'
import { createGate, type GateRequest } from '@tidegate/engine'
import { createPassHeaders, fromNodeRequest } from '@tidegate/engine/http'
import { createFactReader, createJudge } from '@tidegate/engine/tools'
import { tidegate } from '@tidegate/koa-adapter'
import { compileText } from '../data/compile.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { type Ledger, startLedger } from '../harness/start-ledger.ts'
import type { LedgerSize } from '../harness/take-ledger.ts'
import { byHandContender } from '../peers/by-hand.ts'
import { koaCareful } from '../peers/koa-careful.ts'
import { koaStack } from '../peers/koa-stack.ts'

/** What runs before the application: nothing, a part of Tidegate's work up to a stage, all of it, or a peer. */
export const variants = [
  'bare',
  'facts',
  'judged',
  'admitted',
  'fields',
  'tidegate',
  'by hand',
  'stack',
  'careful',
] as const
export type Variant = (typeof variants)[number]

let kept: unknown
let ledger: Promise<Ledger<Variant>> | undefined

function middlewares(prefixes: number): Readonly<Record<Variant, Middleware>> {
  const site = makeSite({ prefixes, tokens: 150 })
  const policy = sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback')
  const plan = compileText(policy, { 'attackers.txt': site.prefixes.join('\n') })
  const gate = createGate(plan)
  const read = createFactReader(plan)
  const judge = createJudge(plan)
  const passHeaders = createPassHeaders()
  const byHand = byHandContender(site, plan)
  const received = (request: Parameters<Middleware>[0]['req']): GateRequest => fromNodeRequest(request, request.url)
  return {
    bare: (_ctx, next) => next(),
    facts: (ctx, next) => {
      kept = read(received(ctx.req), Date.now())
      return next()
    },
    judged: (ctx, next) => {
      const reading = read(received(ctx.req), Date.now())
      if (reading.kind === 'facts') kept = judge(reading.facts)
      return next()
    },
    admitted: (ctx, next) => {
      kept = gate.admit(received(ctx.req))
      return next()
    },
    fields: (ctx, next) => {
      const admission = gate.admit(received(ctx.req))
      if (admission instanceof Promise) throw new Error('the memory of this process answers at once')
      kept = passHeaders(admission.decision)
      return next()
    },
    tidegate: tidegate({ gate }),
    'by hand': (ctx, next) => {
      const { status, headers } = byHand.run({ ...received(ctx.req), peer: '10.0.0.1' }) as {
        readonly status: number
        readonly headers: Readonly<Record<string, string>>
      }
      if (status !== 200) throw new Error(`by hand refused a request that passes, with ${status}`)
      ctx.res.setHeader('ratelimit-policy', '"everybody";q=20000;w=3600, "guests";q=200;w=60')
      ctx.res.setHeader('ratelimit', headers['ratelimit']!)
      return next()
    },
    stack: koaStack(site),
    careful: koaCareful(site),
  }
}

serveCalls({
  /** Starts one Koa application on loopback, whose middleware changes after every block, and resolves with its port. */
  async listen(prefixes: number, size: LedgerSize): Promise<number> {
    const byVariant = middlewares(prefixes)
    const app = new Koa()
    app.proxy = true
    let current: Middleware = byVariant.bare
    app.use((ctx, next) => current(ctx, next))
    app.use((ctx) => {
      ctx.body = 'hello'
    })
    const callback = app.callback()
    const listener: RequestListener = (request, response) => void callback(request, response)
    const use = (variant: Variant): RequestListener => {
      current = byVariant[variant]
      return listener
    }
    const { port, taken } = await startLedger({ variants, use, ...size })
    ledger = taken
    return port
  },
  /** Resolves with the ledger once all rounds are over. */
  ledger: () => ledger,
  /** What was computed last, so that no compiler leaves it out. */
  kept: () => typeof kept,
})
