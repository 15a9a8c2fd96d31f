import type { IncomingHttpHeaders } from 'node:http'
import type { HostRequest } from '@tidegate/node'
import { formatIp, parseIp } from '@tidegate/values'

type Fields = Record<string, string | string[] | undefined>

/** Fields for one connection only (RFC 9110 §7.6.1). `Trailer` is for the whole way, and `Transfer-Encoding` belongs to the library. */
const connectionFields = ['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']

/**
 * Fields that `Connection` cannot remove. INVARIANT: without its length or coding, a body would be a second request for the site, which no policy
 * decided; without its host, a request would be for another site.
 */
const kept: ReadonlySet<string> = new Set(['content-length', 'host', 'transfer-encoding'])

/** Removes the fields for one connection only, and those that `Connection` names. WHY: HTTP/2 has none of them, and a reply with one of them fails. */
export function dropConnectionFields(fields: Fields): void {
  for (const named of String(fields['connection'] ?? '').split(',')) {
    const name = named.trim().toLowerCase()
    if (!kept.has(name)) delete fields[name]
  }
  for (const name of connectionFields) delete fields[name]
}

/** Fields in which only proxies say where a request comes from, except `X-Forwarded-…`. */
const proxyFields: ReadonlySet<string> = new Set(['forwarded', 'x-real-ip'])

/**
 * Prepares the header fields of a request for the site: without those of the connection to the client, without `Expect`, which this server has answered, without `X-Tidegate-…`, and with `X-Forwarded-For`,
 * `-Proto`, `-Host` and `-Port`. From a trusted peer, the client's address is appended to the list, and the others are kept; what any other
 * client sent in these fields, in other `X-Forwarded-…`, `Forwarded` and `X-Real-IP` is removed, also if it is written with `_`, which CGI cannot distinguish from `-`.
 *
 * INVARIANT: fields that the client names in `Connection` are removed before ours are added: otherwise, `Connection: X-Forwarded-For` would make
 * the next hop drop the address that we add.
 */
export function setForwardedFields(request: HostRequest, isTrusted: boolean, keepsUpgrade: boolean): void {
  const fields = request.headers as IncomingHttpHeaders & Fields
  const { upgrade } = fields
  dropConnectionFields(fields)
  delete fields['expect']
  for (const name in fields) if (isMadeUp(name, isTrusted)) delete fields[name]
  if (keepsUpgrade && upgrade !== undefined) Object.assign(fields, { connection: 'Upgrade', upgrade })
  const address = shownPeer(request.socket.remoteAddress)
  const before = fields['x-forwarded-for']
  fields['x-forwarded-for'] = before === undefined ? address : `${String(before)}, ${address}`
  const isEncrypted = 'encrypted' in request.socket
  const host = fields['host'] ?? (fields[':authority'] as string | undefined) ?? ''
  fields['x-forwarded-proto'] ??= isEncrypted ? 'https' : 'http'
  fields['x-forwarded-host'] ??= host
  fields['x-forwarded-port'] ??= String(request.socket.localPort ?? '')
  setCoding(request, fields)
}

/** The address of the peer, without the form `::ffff:192.0.2.1` that a socket for both families gives IPv4. */
function shownPeer(address: string | undefined): string {
  const ip = address === undefined ? undefined : parseIp(address)
  return ip === undefined ? (address ?? 'unknown') : formatIp(ip)
}

/** Whether a field, by its lower-case name, is for proxies only, and this peer is none of them. */
function isMadeUp(name: string, isTrusted: boolean): boolean {
  const read = name.includes('_') ? name.replaceAll('_', '-') : name
  if (read.startsWith('x-tidegate-')) return true
  if (!read.startsWith('x-forwarded-') && !proxyFields.has(read)) return false
  return !isTrusted || read !== name
}

/**
 * Says that a body follows. WHY: HTTP/2 needs no length, and Node's client sends the body of a GET or DELETE without a length as it is: the site
 * would read it as further requests.
 */
function setCoding(request: HostRequest, fields: Fields): void {
  const { stream } = request as { readonly stream?: { readonly endAfterHeaders?: boolean } }
  if (stream?.endAfterHeaders === false && fields['content-length'] === undefined)
    fields['transfer-encoding'] = 'chunked'
}
