import type { IncomingMessage } from 'node:http'
import type { Decision } from '@tidegate/engine'
import {
  copyOptions,
  createGuard,
  type GuardTools,
  type Host,
  type HostRequest,
  type HostResponse,
  isBelowBaseUrl,
  sendReply,
} from '@tidegate/node/host'
import type { NodeOptions } from './node-options.ts'

/** Answers a request that passed. A promise that it returns may reject, which is answered with 500. */
export type Listener<Request extends HostRequest = IncomingMessage, Response = HostResponse> = (
  request: Request,
  response: Response,
) => unknown

/** A policy in front of the listeners of Node's servers, and the tools that a listener may need. */
export interface Tidegate extends GuardTools<HostRequest> {
  /**
   * Returns a listener for `createServer` of `node:http`, `node:https` or `node:http2` that calls `listener` for the requests that pass, and
   * answers all others. An error of `listener`, or of a function in the options, is passed to `onError` and answered with 500.
   */
  protect<Request extends HostRequest, Response extends HostResponse>(
    listener: Listener<Request, Response>,
  ): (request: Request, response: Response) => void
}

/**
 * Creates a guard for the servers of Node itself. Client addresses come from the policy's `client ip` or the option `trustProxy`. An unknown
 * option throws a `TypeError` with a suggestion.
 *
 * @example
 * const guard = tidegate({ policy: 'site.policy' })
 * createServer(guard.protect((request, response) => response.end('admitted'))).listen(3000)
 */
export function tidegate(given: NodeOptions): Tidegate {
  const { onError = console.error, handler, ...options } = copyOptions(given)
  const { guard, ...tools } = createGuard(node, {
    ...options,
    ...(handler !== undefined && {
      handler: (request, decision, reply) => handler(request, responseTo(request), decision, reply),
    }),
  })
  // WHY: a function, because Node takes an object for the options of a server without a listener, which never answers.
  const notAListener = (request: HostRequest, response: HostResponse): void => {
    onError(
      new TypeError('tidegate: the guard is not a listener: write `createServer(guard.protect(listener))`'),
      request,
    )
    sendReply(response, { status: 500, headers: {}, body: '' })
  }
  const own: Pick<Tidegate, 'protect'> = {
    protect(listener) {
      if (typeof listener !== 'function')
        throw new TypeError('protect: expected the listener for requests, such as `(request, response) => …`')
      return (request, response) => {
        const fail = (error: unknown): void => {
          onError(error, request)
          // A reply that has begun cannot become an error any more: the client sees that it is incomplete.
          if (response.headersSent && !response.writableEnded) response.destroy()
          if (!response.headersSent) sendReply(response, { status: 500, headers: {}, body: '' })
        }
        ;(request as Guarded)[responseOf] = response
        try {
          const result = guard(request, () => listener(request, response))
          if (result instanceof Promise) result.catch(fail)
        } catch (error) {
          fail(error)
        }
      }
    },
  }
  return Object.assign(notAListener, tools, own)
}

const responseOf = Symbol('tidegate.response')
const decisionOf = Symbol('tidegate.decision')

/** A request with its response, to which Node's request does not lead, and its decision. WHY properties: two WeakMaps took nine times as long, 0.8 µs a request. */
type Guarded = HostRequest & {
  [responseOf]?: HostResponse
  [decisionOf]?: Decision
}

function responseTo(request: HostRequest): HostResponse {
  return (request as Guarded)[responseOf]!
}

const node: Host<HostRequest> = {
  request: (request) => request,
  response: responseTo,
  isMounted: isBelowBaseUrl,
  setDecision(request, decision) {
    ;(request as Guarded)[decisionOf] = decision
  },
  getDecision: (request) => (request as Guarded)[decisionOf],
  send: (request, reply) => sendReply(responseTo(request), reply),
}
