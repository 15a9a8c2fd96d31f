import type { Decision } from '@tidegate/engine'
import {
  createGuard,
  type GuardTools,
  type Host,
  type HostOptions,
  type HostRequest,
  type HostResponse,
  isBelowBaseUrl,
} from '@tidegate/node'

/** A guard in front of one listener of `node:http` or `node:http2`. */
export interface BareNodeGuard extends GuardTools<HostResponse> {
  readonly listener: (request: HostRequest, response: HostResponse) => void
}

/** Answers the requests that pass. */
export type BareListener = (request: HostRequest, response: HostResponse) => unknown

/**
 * A minimal adapter for Node's own servers: the shared parts and nothing else. Functions in the options receive the response, which has the
 * request as `req`. Errors are passed to `onError` and answered with 500.
 */
export function guardListener(
  options: HostOptions<HostResponse>,
  listener: BareListener,
  onError: (error: unknown) => void,
): BareNodeGuard {
  const { guard, ...tools } = createGuard(bareNode, options)
  const fail = (response: HostResponse, error: unknown): void => {
    onError(error)
    if (!response.headersSent) response.statusCode = 500
    response.end()
  }
  return {
    ...tools,
    listener(request, response) {
      try {
        const result = guard(response, () => listener(request, response))
        if (result instanceof Promise) result.catch((error: unknown) => fail(response, error))
      } catch (error) {
        fail(response, error)
      }
    },
  }
}

const decisions = new WeakMap<HostResponse, Decision>()

const bareNode: Host<HostResponse> = {
  request: (response) => response.req,
  response: (response) => response,
  isMounted: (response) => isBelowBaseUrl(response.req),
  setDecision: (response, decision) => void decisions.set(response, decision),
  getDecision: (response) => decisions.get(response),
  send(response, { status, headers, body }) {
    response.statusCode = status
    for (const name in headers) response.setHeader(name, headers[name]!)
    response.setHeader('content-length', Buffer.byteLength(body))
    response.end(body)
  },
}

/** The decision that admitted a request; undefined if the guard has not run. */
export function decisionAt(response: HostResponse): Decision | undefined {
  return decisions.get(response)
}
