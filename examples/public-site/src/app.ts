import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import Koa, { type Context } from 'koa'
import { tidegate, type Tidegate } from '@tidegate/koa-adapter'
import { createDecisionFeed, type DecisionFeed } from './decision-feed.ts'
import type { DemonstrationClock } from './demonstration-clock.ts'
import { renderPage } from './page.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { runTrial, type Trial, type TrialResult, trials } from './trials.ts'

export interface SiteOptions {
  /** The policy file: `site.policy`, or `robots.policy` for the same from robots.txt. */
  readonly policy: string
  readonly clock?: DemonstrationClock
  /** Receives the log line of every refusal that the policy logs. */
  readonly onLogLine?: (line: string) => void
}

export interface Site {
  readonly app: Koa
  readonly guard: Tidegate
  readonly sessions: Sessions
  readonly feed: DecisionFeed
  close(): Promise<void>
}

const folder = new URL('../', import.meta.url)
const assets: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/web/static/site.css': { file: 'static/site.css', type: 'text/css; charset=utf-8' },
  '/web/static/live.js': { file: 'static/live.js', type: 'text/javascript; charset=utf-8' },
  '/robots.txt': { file: 'robots.txt', type: 'text/plain; charset=utf-8' },
}

/** Creates a small Koa site under a policy. The session middleware comes first, so that the policy knows who is logged in. */
export function createSite(options: SiteOptions): Site {
  const app = new Koa()
  const sessions = createSessions()
  const feed = createDecisionFeed((path) => path.startsWith('/web/static/') || path === '/decisions')
  let policyNote: string | undefined
  const wallMs = options.clock?.wallMs ?? Date.now

  const guard = tidegate({
    policy: options.policy,
    watch: true,
    user: (ctx) => ctx.state['userId'] as string | undefined,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.onLogLine === undefined ? {} : { onLogLine: options.onLogLine }),
  })
  void guard.ready.then((gate) => {
    gate.on('decision', ({ decision, request }) => feed.add(decision, request, wallMs()))
    gate.on('reload', () => (policyNote = undefined))
    gate.on('reload-failed', ({ message }) => {
      policyNote = `The policy file has errors; the last valid policy stays in force. ${message}`
    })
  })

  async function showPage(ctx: Context, tried: TrialResult | undefined): Promise<void> {
    const gate = await guard.ready
    const explanation = await guard.explain(ctx)
    ctx.type = 'html'
    ctx.body = renderPage({
      policyName: gate.plan.model.name ?? options.policy,
      policy: { file: basename(options.policy), text: await readFile(options.policy, 'utf8') },
      policyNote,
      decision: guard.decisionOf(ctx),
      seen: explanation.seen,
      userId: ctx.state['userId'] as string | undefined,
      latest: feed.latest(),
      clockNote: options.clock?.note,
      tried,
    })
  }

  app.on('error', (error: NodeJS.ErrnoException) => {
    // WHY: a browser that leaves the live list breaks its connection, which is not an error of the site.
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') console.error(error)
  })
  app.use(async (ctx, next) => {
    ctx.state['userId'] = sessions.userOf(ctx.cookies.get('session'))
    await next()
  })
  app.use(guard)
  app.use(async (ctx) => {
    const asset = assets[ctx.path]
    if (asset !== undefined) {
      ctx.type = asset.type
      ctx.body = await readFile(new URL(asset.file, folder))
    } else if (ctx.method === 'POST' && ctx.path === '/login') {
      ctx.cookies.set('session', sessions.open('guest'), { httpOnly: true, sameSite: 'lax' })
      ctx.redirect('/')
    } else if (ctx.method === 'POST' && ctx.path === '/logout') {
      sessions.close(ctx.cookies.get('session'))
      ctx.redirect('/')
    } else if (ctx.path === '/decisions') {
      ctx.respond = false
      feed.watch(ctx.res)
    } else if (ctx.method === 'POST' && ctx.path === '/try') {
      const trial = await readTrial(ctx)
      if (trial === undefined) return ctx.redirect('/')
      const { localAddress = '127.0.0.1', localPort } = ctx.socket
      const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress
      await showPage(ctx, await runTrial(trial, `http://${host}:${localPort}`))
    } else if (ctx.path === '/') {
      await showPage(ctx, undefined)
    } else if (ctx.path.startsWith('/articles/')) {
      ctx.body = `Article ${ctx.path.slice('/articles/'.length)}\n`
    }
  })

  return {
    app,
    guard,
    sessions,
    feed,
    async close() {
      feed.close()
      await guard.close()
    },
  }
}

/** The trial that a form of the front page asks for; undefined if the body is longer than that, or names none. */
async function readTrial(ctx: Context): Promise<Trial | undefined> {
  let body = ''
  for await (const chunk of ctx.req) {
    body += String(chunk)
    if (body.length > 100) return undefined
  }
  const name = new URLSearchParams(body).get('trial')
  return trials.find((trial) => trial.name === name)
}
