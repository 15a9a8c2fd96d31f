import type { IncomingHttpHeaders } from 'node:http'
import type { HostRequest } from '@tidegate/node'

type Fields = Record<string, string | string[] | undefined>

/** Fields for one connection only (RFC 9110 §7.6.1). `Trailer` is for the whole way, and `Transfer-Encoding` belongs to the library. */
const connectionFields = ['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']

/** Removes the fields for one connection only, and those that `Connection` names. WHY: HTTP/2 has none of them, and a reply with one of them fails. */
export function dropConnectionFields(fields: Fields): void {
  for (const name of String(fields['connection'] ?? '').split(',')) delete fields[name.trim().toLowerCase()]
  for (const name of connectionFields) delete fields[name]
}

/**
 * Prepares the header fields of a request for the site: without those of the connection to the client, without `Expect`, which this server has answered, without `X-Tidegate-…`, and with `X-Forwarded-For`,
 * `-Proto`, `-Host` and `-Port`. From a trusted peer, the client's address is appended to the list, and the other three are kept; what any other
 * client sent in these fields is replaced.
 *
 * INVARIANT: fields that the client names in `Connection` are removed before ours are added: otherwise, `Connection: X-Forwarded-For` would make
 * the next hop drop the address that we add.
 */
export function setForwardedFields(request: HostRequest, isTrusted: boolean, keepsUpgrade: boolean): void {
  const fields = request.headers as IncomingHttpHeaders & Fields
  const { upgrade } = fields
  dropConnectionFields(fields)
  delete fields['expect']
  for (const name in fields) if (name.startsWith('x-tidegate-')) delete fields[name]
  if (keepsUpgrade && upgrade !== undefined) Object.assign(fields, { connection: 'Upgrade', upgrade })
  const address = request.socket.remoteAddress ?? 'unknown'
  const before = isTrusted ? fields['x-forwarded-for'] : undefined
  fields['x-forwarded-for'] = before === undefined ? address : `${String(before)}, ${address}`
  const isEncrypted = 'encrypted' in request.socket
  const host = fields['host'] ?? (fields[':authority'] as string | undefined) ?? ''
  set(fields, isTrusted, 'x-forwarded-proto', isEncrypted ? 'https' : 'http')
  set(fields, isTrusted, 'x-forwarded-host', host)
  set(fields, isTrusted, 'x-forwarded-port', String(request.socket.localPort ?? ''))
}

function set(fields: Fields, isTrusted: boolean, name: string, value: string): void {
  if (!isTrusted || fields[name] === undefined) fields[name] = value
}
