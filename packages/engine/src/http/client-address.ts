import { type IpAddress, type IpSet, ipSetHas } from '@tidegate/values'
import type { ClientSource } from './client-source.ts'
import type { HopForm } from './hop-form.ts'
import { parseHop, trimBlanks } from './parse-hop.ts'
import { type FieldLines, listOf } from './read-headers.ts'

/**
 * Why a client address is less certain than it should be. `no-header`: a trusted proxy sent none, so that the proxy itself
 * stands as the client. The others: what the last trusted hop told cannot be used, so that it stands as the client.
 */
export type AddressDoubt = 'no-header' | 'malformed-hop' | 'too-many-hops' | 'several-values'

/** The client's address, or why none can be told. */
export type ClientAddress =
  | { readonly kind: 'known'; readonly ip: IpAddress; readonly doubt?: AddressDoubt }
  | { readonly kind: 'unknown'; readonly detail: string }

/** How many hops of a forwarding header are looked at. */
export const maxHops = 32

/**
 * The address of the client: the peer, unless the peer is a trusted proxy; then what the source's header says, walked from
 * the right up to the first hop that is not trusted. If all are trusted, the leftmost.
 *
 * `peer` is undefined on a Unix socket (`unixPeer`) and where the address could not be read. `lines` are all occurrences
 * of the source's header, `isTrusted` is what `isTrustedPeer` gives. A hop that is no address, or more than 32 of them, end the walk at the last trusted knowledge.
 * Only a trusted proxy can bring that about: what clients write stands left of their own address. Never throws.
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
      ? unknown('a Unix socket has no address, and `trustProxy` does not name `unix`')
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

/** Whether a peer is believed about the client's address; undefined is one on a Unix socket. */
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
      // An empty element of a list is none (RFC 9110 §5.6.1.2).
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
  if (ip === undefined) return unknown('nobody that is trusted told the address')
  return doubt === undefined ? { kind: 'known', ip } : { kind: 'known', ip, doubt }
}

function unknown(detail: string): ClientAddress {
  return { kind: 'unknown', detail }
}

/** What is wrong with a header whose hop is no address. One that holds nothing at all is as good as none. */
function doubtOf(lines: string | readonly string[]): AddressDoubt {
  return listOf(lines)!.every(isBlankLine) ? 'no-header' : 'malformed-hop'
}

function isBlankLine(line: string): boolean {
  return trimBlanks(line) === ''
}
