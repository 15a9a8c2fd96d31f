import type { IncomingMessage } from 'node:http'
import { readHost } from '@tidegate/values'
import { type Check, type Door, type DoorFault, fault } from './door.ts'
import { hostField, withHost } from './host-field.ts'
import { splitFields } from './split-fields.ts'

const ownNames: ReadonlySet<string> = new Set([
  'x-original-uri',
  'x-original-url',
  'x-forwarded-uri',
  'x-original-method',
  'x-real-ip',
  'x-tidegate-host',
  'x-tidegate-request',
])

/** The `auth_request` module of nginx: always GET, with the client's own header fields and what the recipe adds to them. */
export const authRequest: Door = { name: 'auth-request', read }

function read({ rawHeaders }: IncomingMessage): Check | DoorFault {
  const { own, repeated, client } = splitFields(rawHeaders, ownNames)
  if (repeated !== undefined) return fault(`the field ${repeated} occurs more than once`)
  const method = own.get('x-original-method')
  if (method === undefined)
    return fault('no X-Original-Method: add `proxy_set_header X-Original-Method $request_method;`')
  const address = own.get('x-real-ip')
  if (address === undefined) return fault('no X-Real-IP: add `proxy_set_header X-Real-IP $remote_addr;`')
  const target = readTarget(own, hostField(client))
  if (target.kind === 'fault') return target
  const chosen = own.get('x-tidegate-host')
  if (chosen !== undefined && target.host !== undefined && !isSameHost(target.host, chosen))
    return fault(
      'the Host field is not the host that nginx chose the server by: the target of the request names another one',
    )
  const isWithout = target.host === undefined && chosen !== undefined && readHost(chosen).kind === 'host'
  const host = isWithout ? chosen : target.host
  const headers = isWithout || target.replacesHost ? withHost(client, host) : client
  return {
    kind: 'check',
    request: { method, target: target.target, headers, peer: address === 'unix:' ? undefined : address },
    host,
    id: own.get('x-tidegate-request'),
  }
}

/** Whether a Host field names the host that nginx chose, which has no port, no final dot and no upper-case letters. */
function isSameHost(field: string, chosen: string): boolean {
  if (field === chosen) return true
  const [a, b] = [readHost(field), readHost(chosen)]
  return a.kind === 'host' && b.kind === 'host' ? a.host === b.host : field === chosen
}

interface Target {
  readonly kind: 'target'
  readonly target: string
  readonly host: string | undefined
  /** Whether the host comes from X-Original-URL alone, and the Host field is that of the gateway. */
  readonly replacesHost: boolean
}

/**
 * The target, from the fields of three kinds of recipes. INVARIANT: fields that contradict each other are a fault, because a client may have
 * written one of them.
 */
function readTarget(own: ReadonlyMap<string, string>, host: string | undefined): Target | DoorFault {
  const uri = own.get('x-original-uri')
  const forwarded = own.get('x-forwarded-uri')
  const url = own.get('x-original-url')
  const parts = url === undefined ? undefined : /^https?:\/\/([^/?#]*)(.*)$/is.exec(url)
  if (parts === null) return fault('X-Original-URL is not a URL: set it to `$scheme://$http_host$request_uri`')
  const ofUrl = parts === undefined ? undefined : { host: parts[1]!, target: parts[2]! === '' ? '/' : parts[2]! }
  const targets = [uri, forwarded, ofUrl?.target].filter((each) => each !== undefined)
  const [target] = targets
  if (target === undefined) return fault('no X-Original-URI: add `proxy_set_header X-Original-URI $request_uri;`')
  if (targets.some((each) => each !== target))
    return fault('X-Original-URI, X-Original-URL and X-Forwarded-Uri contradict each other')
  if (ofUrl === undefined) return { kind: 'target', target, host, replacesHost: false }
  if (uri === undefined) return { kind: 'target', target, host: ofUrl.host, replacesHost: true }
  if (ofUrl.host !== (host ?? '')) return fault('the host of X-Original-URL is not the one of the Host field')
  return { kind: 'target', target, host, replacesHost: false }
}
