import { type IpAddress, type IpSet, ipSetHas } from '@tidegate/values'
import type { ClientSource } from './client-source.ts'
import type { HopForm } from './hop-form.ts'
import { trimBlanks } from './parse-hop.ts'
import { type FieldLines, listOf } from './read-headers.ts'

/**
 * Why a client address is unsure: what a trusted proxy sent cannot be used. The client then is unknown, and not the
 * proxy, whose address is usually the most trusted one there is.
 */
export type AddressDoubt = 'malformed-hop' | 'too-many-hops' | 'several-values'

/** The client's address, or the reason why there is none. */
export type ClientAddress =
  /** `isMissing`: a trusted proxy sent no address, so it is the client itself, as in a health check. */
  | { readonly kind: 'known'; readonly ip: IpAddress; readonly isMissing?: true }
  /** The client is unknown: every test of its address is in doubt. */
  | { readonly kind: 'unsure'; readonly doubt: AddressDoubt }
  /** The host has no addresses at all: no request can be decided. */
  | { readonly kind: 'unknown'; readonly detail: string }

/** Number of hops of a forwarding header that are examined. */
export const maxHops = 32

/**
 * The address of the client: the peer, unless the peer is a trusted proxy. If the peer is trusted, the hops in the source's header are read from
 * the right, and the client is the first hop that is not trusted, or the leftmost hop if all are trusted.
 *
 * `peer` is undefined for a Unix socket (`unixPeer`), and if the address cannot be read. `lines` are all occurrences of the source's header,
 * `isTrusted` is the result of `isTrustedPeer`. An invalid hop, more than 32 hops, or several lines of a header for one address leave the client
 * unknown. Only a trusted proxy can cause that: everything that clients write is left of their own address. Never throws.
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
  if (lines === undefined || (typeof lines !== 'string' && lines.length === 0)) return missing(peer)
  if ('readAddress' in source.form) {
    const line = typeof lines === 'string' ? lines : lines[0]!
    if (line !== lines && lines.length > 1) return isBlank(lines) ? missing(peer) : unsure('several-values')
    const ip = source.form.readAddress(line)
    if (ip !== undefined) return known(ip)
    return isBlank(lines) ? missing(peer) : unsure('malformed-hop')
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
      if (hop === maxHops) return unsure('too-many-hops')
      const ip = start < 0 ? undefined : form.readHop(line, start, end)
      if (ip === undefined) return unsure('malformed-hop')
      hop++
      last = ip
      if (hops === undefined ? !ipSetHas(trusted, ip) : hop >= hops) return known(ip)
      if (start === 0) break
    }
  }
  return hop === 0 || last === undefined ? missing(peer) : known(last)
}

function known(ip: IpAddress): ClientAddress {
  return { kind: 'known', ip }
}

/** The client of a request in which a trusted peer sent no address: the peer, unless it is a Unix socket. */
function missing(peer: IpAddress | undefined): ClientAddress {
  return peer === undefined
    ? unknown('no trusted proxy sent the address of the client')
    : { kind: 'known', ip: peer, isMissing: true }
}

function unsure(doubt: AddressDoubt): ClientAddress {
  return { kind: 'unsure', doubt }
}

function unknown(detail: string): ClientAddress {
  return { kind: 'unknown', detail }
}

/** Whether a header is empty, which counts as missing. */
function isBlank(lines: string | readonly string[]): boolean {
  return listOf(lines)!.every(isBlankLine)
}

function isBlankLine(line: string): boolean {
  return trimBlanks(line) === ''
}
