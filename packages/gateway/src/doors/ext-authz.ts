import type { IncomingMessage } from 'node:http'
import { type Check, type Door, type DoorFault, fault } from './door.ts'
import { nearestHop } from './nearest-hop.ts'
import { hostField } from './host-field.ts'
import { splitFields } from './split-fields.ts'

const ownNames: ReadonlySet<string> = new Set(['x-request-id', 'x-envoy-internal', 'x-envoy-expected-rq-timeout-ms'])

/** The prefix that the recipe sets as `path_prefix`; the target of the client follows. */
export const extAuthzPrefix = '/authz/ext-authz'

/** The HTTP form of Envoy's external authorization: the client's own method, and its target after a prefix. */
export const extAuthz: Door = { name: 'ext-authz', read }

function read({ rawHeaders, method = '', url = '' }: IncomingMessage): Check | DoorFault {
  const { own, repeated, client } = splitFields(rawHeaders, ownNames)
  if (repeated !== undefined) return fault(`the field ${repeated} occurs more than once`)
  const target = url.slice(extAuthzPrefix.length)
  if (target === '') return fault('no target: set `path_prefix: /authz/ext-authz`')
  const hop = nearestHop(client)
  if (hop.kind === 'fault')
    return fault(`${hop.message}: allow x-forwarded-for in \`allowed_headers\`, and set \`use_remote_address\``)
  return {
    kind: 'check',
    request: { method, target, headers: hop.headers, peer: hop.address },
    host: hostField(client),
    id: own.get('x-request-id'),
  }
}
