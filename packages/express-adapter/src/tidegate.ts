import type { Request, RequestHandler } from 'express'
import {
  copyOptions,
  createGuard,
  type GuardTools,
  type Host,
  isBelowBaseUrl,
  mountedLate,
  sendReply,
} from '@tidegate/node/host'
import type { Decision } from '@tidegate/engine'
import type { ExpressOptions } from './express-options.ts'
import { routesBefore } from './routes-before.ts'

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Express documents this declaration for properties of its requests.
  namespace Express {
    interface Request {
      /** The decision that admitted the request. */
      admission?: Decision
    }
  }
}

/** Express middleware that enforces a policy, and the tools that a route may need. */
export interface Tidegate extends RequestHandler, GuardTools<Request> {}

/**
 * Express middleware that admits what the policy admits, and answers all other requests.
 *
 * The decision is stored in `req.admission`. `req.ip` and `trust proxy` are not used: the client address comes from the policy's `client ip`
 * or the option `trustProxy`. Decisions use the path in `req.url`, which is what a later router reads; below a mount it does not include the
 * mount's prefix. Errors of functions in the options are passed to `next`. An unknown option throws a `TypeError` with a suggestion.
 *
 * @example
 * app.use(tidegate({ policy: 'site.policy', user: (req) => req.user?.id }))
 */
export function tidegate(given: ExpressOptions): Tidegate {
  const { handler, ...options } = copyOptions(given)
  const { guard, ...tools } = createGuard(express, {
    ...options,
    ...(handler !== undefined && {
      handler: (request, decision, reply) => handler(request, request.res!, decision, reply),
    }),
  })
  let isChecked = false
  const middleware: RequestHandler = (request, _response, next) => {
    if (!isChecked) {
      isChecked = true
      warnIfLate(request, middleware)
    }
    const result = guard(request, next)
    // WHY: Express 4 does not look at what a middleware returns.
    if (result instanceof Promise) result.catch(next)
  }
  const warnIfLate = (request: Request, own: RequestHandler): void => {
    const warning = mountedLate(routesBefore(request.app, own))
    if (warning !== undefined) void tools.ready.then((gate) => gate.warn(warning))
  }
  return Object.assign(middleware, tools)
}

const express: Host<Request> = {
  request: (request) => request,
  response: (request) => request.res!,
  isMounted: isBelowBaseUrl,
  setDecision(request, decision) {
    request.admission = decision
  },
  getDecision: (request) => request.admission,
  send: (request, reply) => sendReply(request.res!, reply),
}
