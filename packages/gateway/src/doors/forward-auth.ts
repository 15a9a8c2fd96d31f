import type { IncomingMessage } from 'node:http'
import { type Check, type Door, type DoorFault, fault } from './door.ts'
import { nearestHop } from './nearest-hop.ts'
import { hostField, withHost } from './host-field.ts'
import { splitFields } from './split-fields.ts'

const ownNames: ReadonlySet<string> = new Set([
  'x-forwarded-method',
  'x-forwarded-uri',
  'x-forwarded-host',
  'x-tidegate-request',
])

/** Forward authentication, as of Caddy, Traefik and Skipper, and of HAProxy's scripts: the request is described by `X-Forwarded-…`. */
export const forwardAuth: Door = { name: 'forward-auth', read }

function read({ rawHeaders }: IncomingMessage): Check | DoorFault {
  const { own, repeated, client } = splitFields(rawHeaders, ownNames)
  if (repeated !== undefined) return fault(`the field ${repeated} occurs more than once`)
  const method = own.get('x-forwarded-method')
  if (method === undefined) return fault('no X-Forwarded-Method: the proxy has to send the method of the request')
  const target = own.get('x-forwarded-uri')
  if (target === undefined) return fault('no X-Forwarded-Uri: the proxy has to send the target of the request')
  const hop = nearestHop(client)
  if (hop.kind === 'fault') return hop
  const ofCheck = hostField(client)
  const host = own.get('x-forwarded-host') ?? ofCheck
  const headers = host === ofCheck ? hop.headers : withHost(hop.headers, host)
  return {
    kind: 'check',
    request: { method, target, headers, peer: hop.address },
    host,
    id: own.get('x-tidegate-request'),
  }
}
