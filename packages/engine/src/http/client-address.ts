import { type IpAddress, type IpSet, ipSetHas } from '@tidegate/values'
import type { ClientSource } from './client-source.ts'
import type { HopForm } from './hop-form.ts'
import { parseHop, trimBlanks } from './parse-hop.ts'
import { type FieldLines, listOf } from './read-headers.ts'

/**
 * Why a client address is uncertain. `no-header`: a trusted proxy sent no address, so the proxy itself is treated as the client. In all other
 * cases, the address that the last trusted hop sent cannot be used, so that hop is treated as the client.
 */
export type AddressDoubt = 'no-header' | 'malformed-hop' | 'too-many-hops' | 'several-values'

/** The client's address, or the reason why it is unknown. */
export type ClientAddress =
  | { readonly kind: 'known'; readonly ip: IpAddress; readonly doubt?: AddressDoubt }
  | { readonly kind: 'unknown'; readonly detail: string }

/** Number of hops of a forwarding header that are examined. */
export const maxHops = 32

/**
 * The address of the client: the peer, unless the peer is a trusted proxy. If the peer is trusted, the hops in the source's header are read from
 * the right, and the client is the first hop that is not trusted, or the leftmost hop if all are trusted.
 *
 * `peer` is undefined for a Unix socket (`unixPeer`), and if the address cannot be read. `lines` are all occurrences of the source's header,
 * `isTrusted` is the result of `isTrustedPeer`. An invalid hop, or more than 32 hops, end the search at the last trusted hop. Only a trusted
 * proxy can cause that: everything that clients write is left of their own address. Never throws.
 */
export function clientAddress(
  peer: IpAddress | undefined,
  unixPeer: boolean,
  lines: FieldLines,
  source: ClientSource,
  isTrusted: boolean = isTrustedPeer(peer, source),
): ClientAddress {
  if (peer === undefined && !unixPeer) return unknown('the address of the peer cannot be read')
  if (source.kind === 'peer' || !isTrusted) {
    return peer === undefined
      ? unknown('a Unix socket has no address, and `trustProxy` does not include `unix`')
      : known(peer)
  }
  if (lines === undefined || (typeof lines !== 'string' && lines.length === 0)) return known(peer, 'no-header')
  if (source.form === 'single') {
    const line = typeof lines === 'string' ? lines : lines[0]!
    if (line !== lines && lines.length > 1) return known(peer, 'several-values')
    const ip = parseHop(line)
    return ip === undefined ? known(peer, doubtOf(lines)) : known(ip)
  }
  return walkHops(peer, lines, source.form, source)
}

/** Whether a peer is trusted to state the client's address; undefined is a peer on a Unix socket. */
export function isTrustedPeer(peer: IpAddress | undefined, source: ClientSource): boolean {
  if (source.kind === 'peer') return false
  return peer === undefined ? source.unixPeer : ipSetHas(source.trusted, peer)
}

function walkHops(
  peer: IpAddress | undefined,
  lines: string | readonly string[],
  form: HopForm,
  { trusted, hops }: { readonly trusted: IpSet; readonly hops?: number },
): ClientAddress {
  let last = peer
  let hop = 0
  for (let i = typeof lines === 'string' ? 0 : lines.length - 1; i >= 0; i--) {
    const line = typeof lines === 'string' ? lines : lines[i]!
    let start: number
    for (let end = line.length; ; end = start - 1) {
      start = form.elementStart(line, end)
      // Empty elements of a list do not count (RFC 9110 §5.6.1.2).
      if (start >= 0 && isBlankLine(line.slice(start, end))) {
        if (start === 0) break
        continue
      }
      if (hop === maxHops) return known(last, 'too-many-hops')
      const ip = start < 0 ? undefined : form.readHop(line, start, end)
      if (ip === undefined) return known(last, doubtOf(lines))
      hop++
      last = ip
      if (hops === undefined ? !ipSetHas(trusted, ip) : hop >= hops) return known(ip)
      if (start === 0) break
    }
  }
  return hop === 0 ? known(last, 'no-header') : known(last)
}

function known(ip: IpAddress | undefined, doubt?: AddressDoubt): ClientAddress {
  if (ip === undefined) return unknown('no trusted proxy sent the address of the client')
  return doubt === undefined ? { kind: 'known', ip } : { kind: 'known', ip, doubt }
}

function unknown(detail: string): ClientAddress {
  return { kind: 'unknown', detail }
}

/** The doubt about a header with an invalid hop. An empty header counts as missing. */
function doubtOf(lines: string | readonly string[]): AddressDoubt {
  return listOf(lines)!.every(isBlankLine) ? 'no-header' : 'malformed-hop'
}

function isBlankLine(line: string): boolean {
  return trimBlanks(line) === ''
}
