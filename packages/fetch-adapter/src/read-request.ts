import type { GateRequest } from '@tidegate/engine'

/**
 * Converts a `Request` for the gate. Its URL supplies the target, and the host if there is no Host field, as over HTTP/2. `fields` are the header
 * fields as they were received, if the runtime has them: reading them from `request.headers` would create all of them again.
 */
export function readRequest(
  request: Request,
  peer: string | undefined,
  fields: readonly string[] | undefined,
): GateRequest {
  const { host, target } = partsOf(request.url)
  // WHY: to the gate, undefined is a Unix socket, which may be trusted; an address that is not known never is.
  const headers = fields === undefined ? fieldsOf(request.headers, host) : withHost(fields, host)
  return { method: request.method, target, headers, peer: peer ?? '' }
}

/** WHY: a request without a Host field may name its host in its target, and rules about hosts must see the host that the application sees. */
function withHost(fields: readonly string[], host: string): readonly string[] {
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at]!
    if ((name.length === 4 && name.toLowerCase() === 'host') || name === ':authority') return fields
  }
  return [...fields, 'host', host]
}

function fieldsOf(headers: Headers, host: string): readonly string[] {
  const fields = headers.has('host') ? [] : ['host', host]
  for (const [name, value] of headers) fields.push(name, value)
  return fields
}

/** The same request with another target; the request itself if its target is the same. */
export function withTarget(request: Request, target: string | undefined): Request {
  if (target === undefined || !target.startsWith('/')) return request
  const parts = partsOf(request.url)
  return parts.target === target ? request : new Request(parts.origin + target, request)
}

interface UrlParts {
  readonly origin: string
  readonly host: string
  readonly target: string
}

/** WHY not `URL`: that of a `Request` has been parsed and written out by the runtime, and parsing it again takes longer than the decision. */
function partsOf(url: string): UrlParts {
  const from = url.indexOf('://') + 3
  const slash = url.indexOf('/', from)
  if (from < 3 || slash < 0) throw new TypeError(`tidegate: the URL of the request is not absolute: ${url}`)
  const hash = url.indexOf('#', slash)
  return {
    origin: url.slice(0, slash),
    host: url.slice(from, slash),
    target: hash < 0 ? url.slice(slash) : url.slice(slash, hash),
  }
}
