import type { IncomingHttpHeaders } from 'node:http'
import type { HostRequest } from '@tidegate/node'

type Fields = Record<string, string | string[] | undefined>

/** Fields for one connection only (RFC 9110 §7.6.1), and `expect`, which this server has already answered. */
const connectionFields = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect']

/**
 * Prepares the header fields of a request for the site: without those of the connection to the client, without `X-Tidegate-…`, and with `X-Forwarded-For`,
 * `-Proto`, `-Host` and `-Port`. From a trusted peer, the client's address is appended to the list, and the other three are kept; what any other
 * client sent in these fields is replaced.
 *
 * INVARIANT: fields that the client names in `Connection` are removed before ours are added: otherwise, `Connection: X-Forwarded-For` would make
 * the next hop drop the address that we add.
 */
export function setForwardedFields(request: HostRequest, isTrusted: boolean, keepsUpgrade: boolean): void {
  const fields = request.headers as IncomingHttpHeaders & Fields
  const { upgrade } = fields
  for (const name of String(fields['connection'] ?? '').split(',')) delete fields[name.trim().toLowerCase()]
  for (const name of connectionFields) delete fields[name]
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
