import { type IpAddress, parseIp } from '@tidegate/values'
import { type ClientAddress, clientAddress, isTrustedPeer } from '../http/client-address.ts'
import { clientSource } from '../http/client-source.ts'
import type { FieldLines } from '../http/read-headers.ts'
import { parseTrustProxy, type TrustProxyOption } from '../http/trust-proxy.ts'
import type { Plan } from '../plan/plan.ts'
import type { GateRequest } from '../request.ts'
import { type ComposedPlan, type ComposeOptions, createComposeFacts } from './compose-facts.ts'
import type { FactReading } from './fact-reading.ts'
import type { FactWarning } from './fact-warning.ts'
import { createHeaderInputs } from './request-inputs.ts'

/** Options for reading the facts of requests. */
export interface FactReaderOptions extends ComposeOptions {
  /** Peers trusted to forward the client's address, in addition to those of the policy's `client ip`. Default: none, the peer is the client. */
  readonly trustProxy?: TrustProxyOption
  /** Receives non-fatal warnings for the operator. Called while a request waits. */
  readonly onWarning?: (warning: FactWarning) => void
}

/** The parts of a plan that a fact reader uses. */
export interface FactSource extends ComposedPlan {
  readonly model: ComposedPlan['model'] & Pick<Plan['model'], 'clientIp' | 'addressSets'>
}

/** Reads the facts of one request. `nowMs` is the wall clock, read once by the caller. */
export type FactReader = (request: GateRequest, nowMs: number) => FactReading

/**
 * Creates a function that reads all facts of a request before any rule is evaluated. It accepts requests with any bytes. It throws only
 * what the host's getters throw, and a TypeError for an invalid `user` or `ip`: an error of the host must not let a request pass. Throws a
 * TypeError for invalid options.
 */
export function createFactReader(plan: FactSource, options: FactReaderOptions = {}): FactReader {
  const { inputs, model } = plan
  const warn = options.onWarning ?? (() => {})
  const source = clientSource(model, parseTrustProxy(options.trustProxy))
  const fields = createHeaderInputs(inputs, source.kind === 'header' ? source.header : undefined)
  const compose = createComposeFacts(plan, fields, options, warn)

  // WHY: behind a proxy all requests come from one peer, so the last parsed peer is cached.
  let lastPeer: string | undefined
  let ipOfLastPeer: IpAddress | undefined
  let lastIsTrusted = isTrustedPeer(undefined, source)

  function readPeer(peer: string | undefined): IpAddress | undefined {
    if (peer === lastPeer) return ipOfLastPeer
    ipOfLastPeer = peer === undefined ? undefined : parsePeer(peer)
    lastPeer = peer
    lastIsTrusted = isTrustedPeer(ipOfLastPeer, source)
    return ipOfLastPeer
  }

  function readClient(request: GateRequest, peer: IpAddress | undefined, lines: FieldLines): ClientAddress {
    if (request.ip !== undefined) return givenAddress(request.ip)
    const client = clientAddress(peer, request.peer === undefined, lines, source, lastIsTrusted)
    if (client.kind === 'unsure') warn({ code: 'client-address-unsure', message: unsure[client.doubt] })
    if (client.kind === 'known' && client.isMissing === true) warn(missingAddress)
    return client
  }

  return (request, nowMs) => {
    if (request.hasCutHeaders === true) return cutHeaders
    const user = readUser(request.user)
    const lines = fields.read(request.headers)
    const peer = readPeer(request.peer)
    const client = readClient(request, peer, fields.client < 0 ? undefined : lines[fields.client])
    const { method, target, facts: supplied } = request
    return compose({ method, target, peer, client, lines, user, supplied }, nowMs)
  }
}

/**
 * The reading of a request whose server may have dropped header fields. WHY a refusal: the address of the client, or anything else that a proxy
 * appends, may be among what is missing.
 */
export const cutHeaders: FactReading = Object.freeze({
  kind: 'refusal',
  reason: 'too-many-headers',
  status: 431,
  detail: 'as many header fields as the server keeps: others may be missing',
})

const missingAddress: FactWarning = {
  code: 'client-address-missing',
  message: 'a trusted proxy sent no client address: lists and limits use the address of the proxy',
}

const unsure = {
  'malformed-hop':
    'a trusted proxy sent an invalid client address: the client is unknown, and tests of its address refuse',
  'too-many-hops':
    'a forwarding header contains too many trusted hops: the client is unknown, and tests of its address refuse',
  'several-values':
    'a trusted proxy sent a single-value client address header more than once: the client is unknown, and tests of its address refuse',
} as const

function readUser(user: unknown): string | undefined {
  if (user === undefined || user === null) return undefined
  if (typeof user === 'string' && user !== '') return user
  if (typeof user === 'bigint' || (typeof user === 'number' && Number.isFinite(user))) return String(user)
  throw new TypeError(
    '`user` must be the id of the principal (a non-empty string or a number), or undefined if no user is logged in',
  )
}

/** The address of a socket, without the zone id, which is local to the machine. */
function parsePeer(peer: string): IpAddress | undefined {
  const zone = peer.indexOf('%')
  return parseIp(zone < 0 ? peer : peer.slice(0, zone))
}

function givenAddress(text: string): ClientAddress {
  const ip = parseIp(text)
  if (ip === undefined) throw new TypeError('`ip` of a request must be a valid address')
  return { kind: 'known', ip }
}
