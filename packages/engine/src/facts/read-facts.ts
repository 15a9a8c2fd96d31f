import { type IpAddress, parseIp } from '@tidegate/values'
import { type ClientAddress, clientAddress, isTrustedPeer } from '../http/client-address.ts'
import { clientSource } from '../http/client-source.ts'
import type { FieldLines } from '../http/read-headers.ts'
import { parseTrustProxy, type TrustProxyOption } from '../http/trust-proxy.ts'
import type { Plan } from '../plan/plan.ts'
import type { GateRequest } from '../request.ts'
import { type ComposeOptions, createComposeFacts } from './compose-facts.ts'
import type { FactReading } from './fact-reading.ts'
import type { FactWarning } from './fact-warning.ts'
import { createHeaderInputs } from './request-inputs.ts'

/** How requests become facts. */
export interface FactReaderOptions extends ComposeOptions {
  /** Whom to believe about the client's address, beside the policy's `client ip`. Default: nobody, the peer is the client. */
  readonly trustProxy?: TrustProxyOption
  /** Told of everything that the operator should know and that stops nothing. Called while a request waits. */
  readonly onWarning?: (warning: FactWarning) => void
}

/** What a fact reader needs to know of a plan. */
export interface FactSource {
  readonly inputs: Plan['inputs']
  readonly model: Pick<Plan['model'], 'facts' | 'clientIp' | 'addressSets'>
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
  const compose = createComposeFacts(plan, fields, options, warn)

  // WHY: behind a proxy one peer brings all requests. The last one is remembered, nothing else.
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
    const { method, target, facts: supplied } = request
    return compose({ method, target, peer, client, lines, user, supplied }, nowMs)
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
