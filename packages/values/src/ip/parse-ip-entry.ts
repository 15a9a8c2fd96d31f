import { explainIp } from './explain-ip.ts'
import { type IpAddress, sameIp } from './ip-address.ts'
import { networkOf } from './network-of.ts'
import { parseIp, parseIpPart } from './parse-ip.ts'
import { type ParsedRange, parseRange } from './parse-range.ts'
import { type ParsedPrefix, parsePrefix, parsePrefixLength } from './prefix.ts'

/** The result of `parseIpEntry`. */
export type ParsedIpEntry = { readonly kind: 'address'; readonly address: IpAddress } | ParsedPrefix | ParsedRange

/** A valid result of `parseIpEntry`. */
export type IpEntry = Exclude<ParsedIpEntry, { readonly kind: 'invalid' }>

/**
 * Parses one entry of an address list: an address, a prefix `address/length` or a range `first - last`, or returns the reason why
 * it is invalid. The text has no white space around it. Never throws.
 */
export function parseIpEntry(text: string): ParsedIpEntry {
  const address = parseIp(text)
  if (address !== undefined) return { kind: 'address', address }
  if (text.includes('-')) return parseRange(text)
  if (text.includes('/') && !/\s/.test(text)) return parsePrefix(text)
  return { kind: 'invalid', reason: explainIp(text) }
}

/** Same as `parseIpEntry(text.slice(start, end))`, and faster for addresses and prefixes, because the slice is rarely created. */
export function parseIpEntryPart(text: string, start: number, end: number): ParsedIpEntry {
  let slash = -1
  for (let at = start; at < end && at - start < maxFastLength; at++) if (text.charCodeAt(at) === 47) slash = at
  const address = parseIpPart(text, start, slash < 0 ? end : slash)
  if (address === undefined) return parseIpEntry(text.slice(start, end))
  if (slash < 0) return { kind: 'address', address }
  const length = parsePrefixLength(text, slash + 1, end)
  if (length < 0 || length > (address.family === 4 ? 32 : 128)) return parseIpEntry(text.slice(start, end))
  // WHY: a prefix of IPv4-mapped addresses has another length than it is written with.
  if (address.family === 4 && hasColon(text, start, slash)) return parseIpEntry(text.slice(start, end))
  const network = networkOf(address, length, length)
  return { kind: 'prefix', prefix: { address: network, length }, hostBitsSet: !sameIp(network, address) }
}

// The longest prefix has 45 characters, a slash and three digits.
const maxFastLength = 50

function hasColon(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 58) return true
  return false
}
