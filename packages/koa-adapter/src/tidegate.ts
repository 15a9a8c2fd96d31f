import type { Server } from 'node:http'
import type { Context, Middleware, Next } from 'koa'
import type { Admission, Decision, Explanation, Gate, GateRequest } from '@tidegate/engine'
import { createPassHeaders, fromNodeRequest, render } from '@tidegate/engine/http'
import { canonicaliseUrl } from './canonicalise-url.ts'
import type { HostFacts, KoaOptions, UserId } from './koa-options.ts'
import { openGate } from './open-gate.ts'
import { protectUpgrades, type UpgradeOptions } from './protect-upgrades.ts'
import { settleWithReply } from './settle-with-reply.ts'

/** Who a request is judged as, where the application knows better than `user` and `facts`: at login, say. */
export interface Principal {
  readonly user?: UserId
  readonly facts?: HostFacts
}

/** Koa middleware that enforces a policy, and the doors that a route may need. */
export interface Tidegate extends Middleware {
  /** The gate once the policy is open. Rejects when the policy cannot be read: unhandled, that stops the start. */
  readonly ready: Promise<Gate>
  /** Judges this request again as another principal, charging its limits. For logins, after the password is proved. */
  check(ctx: Context, principal: Principal): Promise<Decision>
  /** Answers with a refusal as the middleware would. */
  refuse(ctx: Context, decision: Decision): void
  /** The decision that let this request in. Throws where the middleware has not run; with `optional`, undefined. */
  decisionOf(ctx: Context): Decision
  decisionOf(ctx: Context, optional: 'optional'): Decision | undefined
  /** Why this request is decided as it is; nothing is charged. */
  explain(ctx: Context): Promise<Explanation>
  /** Judges WebSocket and other upgrades and CONNECT of this server too, which never reach Koa's middleware. */
  protectUpgrades(server: Server, options?: UpgradeOptions): void
  /** Stops watching and closes the gate, unless the application opened it. */
  close(): Promise<void>
}

/**
 * Koa middleware that lets in what the policy lets in, and answers the rest.
 *
 * The decision is at `ctx.state.admission`. `ctx.ip` is not used: the client address comes from the policy's `client ip`
 * or the option `trustProxy`. Paths are judged as `ctx.url` has them, which is what a router behind reads; below a mount that is
 * without the mount's prefix. An unknown option throws a `TypeError` with a suggestion.
 *
 * @example
 * app.use(tidegate({ policy: 'site.policy', user: (ctx) => ctx.state.user?.id }))
 */
export function tidegate(options: KoaOptions): Tidegate {
  const { ready, close } = openGate(options)
  const passHeaders = createPassHeaders(options)
  let opened: Gate | undefined
  // WHY: a second branch with its own handler, so that a failure of `ready` itself stays unhandled and stops the start.
  ready.then(
    (gate) => {
      opened = gate
    },
    () => {},
  )

  const requestOf = async (ctx: Context): Promise<GateRequest> => {
    // WHY: first, because a socket forgets its address when the client leaves while user and facts are looked up.
    const request = readRequest(ctx)
    canonicaliseUrl(ctx.req, options)
    const user = await options.user?.(ctx)
    const facts = await options.facts?.(ctx)
    return asPrincipal(request, { user, ...(facts === undefined ? {} : { facts }) })
  }

  const refuse = (ctx: Context, decision: Decision): void => {
    const reply = render(decision, ctx.get('accept'), options)
    ctx.status = reply.status
    ctx.set(reply.headers)
    ctx.body = reply.body
  }

  const looksUp = options.user !== undefined || options.facts !== undefined

  // WHY: no async function: where nothing is to be waited for, as nearly always, no promise is made.
  const middleware: Middleware = (ctx, next) => {
    if (opened === undefined || options.skip !== undefined || looksUp) return lookUp(ctx, next)
    return admit(opened, ctx, readRequest(ctx), next)
  }

  async function lookUp(ctx: Context, next: Next): Promise<unknown> {
    if (options.skip !== undefined && (await options.skip(ctx))) return next()
    const gate = opened ?? (await ready)
    return admit(gate, ctx, looksUp ? await requestOf(ctx) : readRequest(ctx), next)
  }

  function admit(gate: Gate, ctx: Context, request: GateRequest, next: Next): unknown {
    if (isMounted(ctx)) gate.warn(belowMount)
    const admission = gate.admit(request)
    return admission instanceof Promise
      ? admission.then((settled) => answer(ctx, settled, next))
      : answer(ctx, admission, next)
  }

  function answer(ctx: Context, admission: Admission, next: Next): unknown {
    const { decision } = admission
    ctx.state['admission'] = decision
    settleWithReply(ctx.res, admission)
    if (decision.outcome !== 'pass') {
      if (options.handler === undefined) return refuse(ctx, decision)
      return options.handler(ctx, decision, render(decision, ctx.get('accept'), options))
    }
    const headers = passHeaders(decision)
    for (const name in headers) ctx.res.setHeader(name, headers[name]!)
    if (options.rewriteTarget !== false && decision.target !== undefined && decision.target !== ctx.req.url) {
      ctx.req.url = decision.target
    }
    return next()
  }

  function decisionOf(ctx: Context): Decision
  function decisionOf(ctx: Context, optional: 'optional'): Decision | undefined
  function decisionOf(ctx: Context, optional?: 'optional'): Decision | undefined {
    const decision = ctx.state['admission'] as Decision | undefined
    if (decision === undefined && optional === undefined) {
      throw new Error('tidegate has not judged this request: mount the middleware before the one that asks')
    }
    return decision
  }

  return Object.assign(middleware, {
    ready,
    close,
    refuse,
    decisionOf,
    async check(ctx: Context, principal: Principal): Promise<Decision> {
      const admission = await (opened ?? (await ready)).admit(asPrincipal(readRequest(ctx), principal))
      settleWithReply(ctx.res, admission)
      return admission.decision
    },
    async explain(ctx: Context): Promise<Explanation> {
      return (opened ?? (await ready)).explain(await requestOf(ctx))
    },
    protectUpgrades(server: Server, upgrade: UpgradeOptions = {}): void {
      protectUpgrades(server, { ready, options, ...upgrade })
    },
  })
}

const belowMount = {
  code: 'below-mount',
  message: 'the gate runs below a mount: paths are judged without the prefix of the mount',
}

/** Whether koa-mount, or Express around Koa, has taken a prefix off the URL. */
function isMounted(ctx: Context): boolean {
  if (ctx['mountPath'] !== undefined) return ctx.req.url !== ctx.originalUrl
  const { baseUrl } = ctx.req as { readonly baseUrl?: string }
  return baseUrl !== undefined && baseUrl !== ''
}

/** The request as the gate reads it, with the target that a router behind the gate reads. */
function readRequest(ctx: Context): GateRequest {
  return fromNodeRequest(ctx.req, ctx.req.url)
}

function asPrincipal(request: GateRequest, { user, facts }: Principal): GateRequest {
  if (user === undefined && facts === undefined) return request
  return {
    ...request,
    ...(user === undefined || user === null ? {} : { user }),
    ...(facts === undefined ? {} : { facts }),
  }
}
