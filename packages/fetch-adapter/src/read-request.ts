import type { GateRequest } from '@tidegate/engine'

/** Converts a `Request` for the gate. Its URL supplies the target, and the host if there is no Host field, as over HTTP/2. */
export function readRequest(request: Request, peer: string | undefined): GateRequest {
  const { pathname, search, host } = new URL(request.url)
  const headers = request.headers.has('host') ? [] : ['host', host]
  for (const [name, value] of request.headers) headers.push(name, value)
  // WHY: to the gate, undefined is a Unix socket, which may be trusted; an address that is not known never is.
  return { method: request.method, target: pathname + search, headers, peer: peer ?? '' }
}

/** The same request with another target; the request itself if its target is the same. */
export function withTarget(request: Request, target: string | undefined): Request {
  if (target === undefined || !target.startsWith('/')) return request
  const { origin, pathname, search } = new URL(request.url)
  return pathname + search === target ? request : new Request(origin + target, request)
}
