import type { Facts } from '@tidegate/model'
import { type IpAddress, parseIp } from '@tidegate/values'
import type { Reason } from '../decision.ts'
import { type ClientAddress, clientAddress, isTrustedPeer } from '../http/client-address.ts'
import { clientSource } from '../http/client-source.ts'
import { readCookie } from '../http/read-cookie.ts'
import { type FieldLines, listOf } from '../http/read-headers.ts'
import { readQuery } from '../http/read-query.ts'
import { readTarget, type TargetOptions } from '../http/read-target.ts'
import { type RequestHost, requestHost } from '../http/request-host.ts'
import { parseTrustProxy, type TrustProxyOption } from '../http/trust-proxy.ts'
import type { Plan } from '../plan/plan.ts'
import type { GateRequest } from '../request.ts'
import { createFactValuesReader } from './fact-values-reader.ts'
import type { FactWarning } from './fact-warning.ts'
import { createHeaderInputs, slots } from './request-inputs.ts'

/** How requests become facts. */
export interface FactReaderOptions extends TargetOptions {
  /** Whom to believe about the client's address, beside the policy's `client ip`. Default: nobody, the peer is the client. */
  readonly trustProxy?: TrustProxyOption
  /** `refuse`: a declared query parameter or cookie that is there twice is refused with 400. Default `any`. */
  readonly duplicateParameters?: 'any' | 'refuse'
  /** Told of everything that the operator should know and that stops nothing. Called while a request waits. */
  readonly onWarning?: (warning: FactWarning) => void
}

/** What a fact reader needs to know of a plan. */
export interface FactSource {
  readonly inputs: Plan['inputs']
  readonly model: Pick<Plan['model'], 'facts' | 'clientIp' | 'addressSets'>
}

/** Facts, or why a request cannot be judged. */
export type FactReading = { readonly kind: 'facts'; readonly facts: Facts } | FactRefusal

/** A request that is refused before any rule. */
export interface FactRefusal {
  readonly kind: 'refusal'
  readonly reason: Extract<
    Reason,
    | 'ambiguous-path'
    | 'ambiguous-host'
    | 'ambiguous-parameter'
    | 'target-too-long'
    | 'client-address-unknown'
    | 'fact-missing'
  >
  readonly status: 400 | 414 | 503
  /** What was ambiguous, or the name of the missing fact. Never quotes what a client sent. */
  readonly detail: string
  /** The client address, if it is known. */
  readonly ip?: IpAddress
  /** Canonical path and target, if they were not what was refused. */
  readonly path?: string
  readonly target?: string
}

/** Reads the facts of one request. `nowMs` is the wall clock, read once by the caller. */
export type FactReader = (request: GateRequest, nowMs: number) => FactReading

/**
 * A function that fixes all facts of a request before anything is judged. Total for every request whatever its
 * bytes. Throws what the host's own getters throw, and a TypeError for a `user` or an `ip` that is none: a host's
 * mistake must not open the gate. Throws a TypeError at once for options that are none.
 */
export function createFactReader(plan: FactSource, options: FactReaderOptions = {}): FactReader {
  const { inputs, model } = plan
  const warn = options.onWarning ?? (() => {})
  const source = clientSource(model, parseTrustProxy(options.trustProxy))
  const fields = createHeaderInputs(inputs, source.kind === 'header' ? source.header : undefined)
  const readFactValues = createFactValuesReader(model.facts, warn)

  // WHY: behind a proxy one peer brings all requests, and most servers have one name. The last of each is remembered, nothing else.
  let lastPeer: string | undefined
  let ipOfLastPeer: IpAddress | undefined
  let lastIsTrusted = isTrustedPeer(undefined, source)
  let lastHost: string | undefined
  let hostOfLast: RequestHost = requestHost(undefined, undefined, undefined)

  function readPeer(peer: string | undefined): IpAddress | undefined {
    if (peer === lastPeer) return ipOfLastPeer
    ipOfLastPeer = peer === undefined ? undefined : parsePeer(peer)
    lastPeer = peer
    lastIsTrusted = isTrustedPeer(ipOfLastPeer, source)
    return ipOfLastPeer
  }

  function readHost(host: FieldLines, pseudo: FieldLines, authority: string | undefined): RequestHost {
    if (
      pseudo !== undefined ||
      authority !== undefined ||
      typeof host !== 'string' ||
      host.length > longestRemembered
    ) {
      return requestHost(listOf(host), listOf(pseudo), authority)
    }
    if (host === lastHost) return hostOfLast
    hostOfLast = requestHost([host], undefined, undefined)
    lastHost = host
    return hostOfLast
  }

  function readClient(request: GateRequest, peer: IpAddress | undefined, lines: FieldLines): ClientAddress {
    if (request.ip !== undefined) return givenAddress(request.ip)
    const client = clientAddress(peer, request.peer === undefined, lines, source, lastIsTrusted)
    if (client.kind === 'known' && client.doubt !== undefined) {
      warn(
        client.doubt === 'no-header'
          ? missingAddress
          : { code: 'client-address-unsure', message: unsure[client.doubt] },
      )
    }
    return client
  }

  return (request, nowMs) => {
    const user = readUser(request.user)
    const lines = fields.read(request.headers)
    const peer = readPeer(request.peer)
    const client = readClient(request, peer, fields.client < 0 ? undefined : lines[fields.client])
    const target = readTarget(request.method, request.target, options)
    if (target.kind === 'refusal') return refuse(target.reason, target.detail, client, undefined)
    const host = readHost(lines[slots.host], lines[slots.authority], target.authority)
    if (host.kind === 'ambiguous') return refuse('ambiguous-host', host.detail, client, target)
    const queries = inputs.queries.length === 0 ? nothing : readQuery(target.target, inputs.queries)
    const cookies = inputs.cookies.length === 0 ? nothing : readCookie(listOf(lines[fields.cookie]), inputs.cookies)
    if (options.duplicateParameters === 'refuse') {
      if (queries.some(isSeveral))
        return refuse('ambiguous-parameter', 'a query parameter is there twice', client, target)
      if (cookies.some(isSeveral)) return refuse('ambiguous-parameter', 'a cookie is there twice', client, target)
    }
    if (client.kind === 'unknown') return refuse('client-address-unknown', client.detail, client, target)
    const supplied = readFactValues(request.facts, user !== undefined)
    if (supplied.kind === 'missing') return refuse('fact-missing', supplied.name, client, target)

    const facts: Facts = {
      ip: client.ip,
      peer,
      method: request.method,
      host: host.host,
      path: target.path,
      target: target.target,
      agent: joined(lines[slots.agent]),
      user,
      headers:
        fields.declared.length === 0 ? nothing : freezeValues(fields.declared.map((slot) => listOf(lines[slot]))),
      queries: freezeValues(queries),
      cookies: freezeValues(cookies),
      values: supplied.values,
      nowMs,
    }
    return { kind: 'facts', facts }
  }
}

/** A host field is part of a head, which stays in memory with it. */
const longestRemembered = 260

const nothing: readonly undefined[] = Object.freeze([])

const statuses: Readonly<Record<FactRefusal['reason'], FactRefusal['status']>> = {
  'ambiguous-path': 400,
  'ambiguous-host': 400,
  'ambiguous-parameter': 400,
  'target-too-long': 414,
  'client-address-unknown': 503,
  'fact-missing': 503,
}

function refuse(
  reason: FactRefusal['reason'],
  detail: string,
  client: ClientAddress,
  target: { readonly path: string; readonly target: string } | undefined,
): FactRefusal {
  return {
    kind: 'refusal',
    reason,
    status: statuses[reason],
    detail,
    ...(client.kind === 'known' && { ip: client.ip }),
    ...(target !== undefined && { path: target.path, target: target.target }),
  }
}

const missingAddress: FactWarning = {
  code: 'client-address-missing',
  message: 'a trusted proxy sent no client address: lists and limits see the proxy',
}

const unsure = {
  'malformed-hop': 'a trusted proxy sent a client address that is none: the last trusted hop stands for it',
  'too-many-hops':
    'a forwarding header holds more trusted hops than are looked at: the last one looked at stands as the client',
  'several-values': 'a trusted proxy sent a header twice that holds one client address: the proxy stands for it',
} as const

function readUser(user: unknown): string | undefined {
  if (user === undefined || user === null) return undefined
  if (typeof user === 'string' && user !== '') return user
  if (typeof user === 'bigint' || (typeof user === 'number' && Number.isFinite(user))) return String(user)
  throw new TypeError(
    '`user` must be the id of the principal as text that is not empty, or undefined when nobody is logged in',
  )
}

/** An address as sockets give it: a zone id is the kernel's own, and no part of the address. */
function parsePeer(peer: string): IpAddress | undefined {
  const zone = peer.indexOf('%')
  return parseIp(zone < 0 ? peer : peer.slice(0, zone))
}

function givenAddress(text: string): ClientAddress {
  const ip = parseIp(text)
  if (ip === undefined) throw new TypeError('`ip` of a request must be an address')
  return { kind: 'known', ip }
}

function joined(lines: FieldLines): string | undefined {
  return lines === undefined || typeof lines === 'string' ? lines : lines.join(' ')
}

function isSeveral(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.length > 1
}

function freezeValues(values: readonly (readonly string[] | undefined)[]): readonly (readonly string[] | undefined)[] {
  if (values.length === 0) return values
  for (const value of values) Object.freeze(value)
  return Object.freeze(values)
}
