import type { GateRequest } from '@tidegate/engine'

/** What the runtime knows of a request in addition to its `Request`. */
export interface Received {
  readonly peer: string | undefined
  /** The header fields as they were received. WHY: reading them from `request.headers` would create all of them again. */
  readonly fields: readonly string[] | undefined
  /** The target as it was received. */
  readonly target: string | undefined
}

/**
 * Converts a `Request` for the gate. Its URL supplies the target, and the host if there is no Host field, as over HTTP/2. A target that was received in absolute
 * form stays in it, so that the gate compares its host with the Host field: the application sees that of the target.
 */
export function readRequest(request: Request, { peer, fields, target: received }: Received): GateRequest {
  const { host, target, url } = partsOf(request.url)
  const headers = fields === undefined ? fieldsOf(request.headers, host) : withHost(fields, host)
  // WHY: only an absolute target contains user information, which the gate refuses.
  const isAbsolute = (received !== undefined && !received.startsWith('/')) || host.includes('@')
  // WHY: to the gate, undefined is a Unix socket, which may be trusted; an address that is not known never is.
  return { method: request.method, target: isAbsolute ? url : target, headers, peer: peer ?? '' }
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

/** The request with the target that was decided; the request itself if its URL has this target. `read`: the target that the gate has read. */
export function withTarget(request: Request, read: string, target: string): Request {
  if (target === read || !target.startsWith('/')) return request
  const { origin, host, target: present } = partsOf(request.url)
  // WHY: a `Request` cannot be made from a URL with user information, and the gate refuses it.
  return present === target || host.includes('@') ? request : new Request(origin + target, request)
}

interface UrlParts {
  readonly origin: string
  /** With a port, and with user information if there is any. */
  readonly host: string
  readonly target: string
  /** The whole, without a fragment. */
  readonly url: string
}

/** WHY not `URL`: that of a `Request` has been parsed and written out by the runtime, and parsing it again takes longer than the decision. */
function partsOf(text: string): UrlParts {
  const from = text.indexOf('://') + 3
  const slash = text.indexOf('/', from)
  if (from < 3 || slash < 0) throw new TypeError(`tidegate: the URL of the request is not absolute: ${text}`)
  const hash = text.indexOf('#', slash)
  const url = hash < 0 ? text : text.slice(0, hash)
  return { origin: text.slice(0, slash), host: text.slice(from, slash), target: url.slice(slash), url }
}
