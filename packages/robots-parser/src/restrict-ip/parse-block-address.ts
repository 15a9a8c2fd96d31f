import ipaddr from 'ipaddr.js'

/** A network or a single address in its canonical notation, or why the text is invalid. */
export type BlockAddress =
  | {
      readonly kind: 'address'
      /** RFC 5952 or dotted decimal; with `/length` unless it is a single address. */
      readonly text: string
      readonly family: 4 | 6
      readonly prefixLength: number
      /** Whether the text had bits set after its prefix length: `192.168.1.7/24`. */
      readonly hostBits: boolean
    }
  | { readonly kind: 'invalid'; readonly reason: string }

/**
 * Parses `203.0.113.7`, `203.0.113.0/24`, `2001:db8::1` or `2001:db8::/32`. Stricter than ipaddr.js: no leading zeros, no fewer
 * than four parts, no hexadecimal, no zone. `::ffff:203.0.113.7` is `203.0.113.7`. Never throws.
 */
export function parseBlockAddress(text: string): BlockAddress {
  const slash = text.indexOf('/')
  const host = slash < 0 ? text : text.slice(0, slash)
  const length = slash < 0 ? undefined : text.slice(slash + 1)
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return invalid('the prefix length is not a number')
  if (host.includes('%')) return invalid('an address with a zone is valid on one machine only')
  if (isDottedDecimal(host)) return network(ipaddr.IPv4.parse(host), 32, length)
  if (!host.includes(':') || !isStrictIpv6(host)) return invalid('not an IPv4 or IPv6 address')
  const v6 = ipaddr.IPv6.parse(host)
  if (!v6.isIPv4MappedAddress()) return network(v6, 128, length)
  if (length === undefined) return network(v6.toIPv4Address(), 32, undefined)
  if (Number(length) < 96) return network(v6, 128, length)
  return Number(length) > 128
    ? invalid('the prefix is longer than the address')
    : network(v6.toIPv4Address(), 32, String(Number(length) - 96))
}

function network(address: ipaddr.IPv4 | ipaddr.IPv6, width: 32 | 128, length: string | undefined): BlockAddress {
  const prefixLength = length === undefined ? width : Number(length)
  if (prefixLength > width) return invalid('the prefix is longer than the address')
  const bytes = address.toByteArray()
  const masked = bytes.map((byte, index) => byte & maskByte(prefixLength - index * 8))
  const first = ipaddr.fromByteArray(masked)
  const host = first instanceof ipaddr.IPv6 ? first.toRFC5952String() : first.toString()
  return {
    kind: 'address',
    text: prefixLength === width ? host : `${host}/${prefixLength}`,
    family: width === 32 ? 4 : 6,
    prefixLength,
    hostBits: masked.some((byte, index) => byte !== bytes[index]),
  }
}

function maskByte(bitsLeft: number): number {
  if (bitsLeft >= 8) return 0xff
  return bitsLeft <= 0 ? 0 : (0xff << (8 - bitsLeft)) & 0xff
}

function isDottedDecimal(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

/**
 * Whether the text follows RFC 4291 §2.2: groups of one to four hexadecimal digits, at most one `::`, dotted decimal only at the
 * end.
 */
function isStrictIpv6(text: string): boolean {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text) || !ipaddr.IPv6.isValid(text)) return false
  const groups = text.split(':')
  const last = groups.at(-1) ?? ''
  const hexadecimal = last.includes('.') ? groups.slice(0, -1) : groups
  return (!last.includes('.') || isDottedDecimal(last)) && hexadecimal.every((group) => group.length <= 4)
}

function invalid(reason: string): BlockAddress {
  return { kind: 'invalid', reason }
}
