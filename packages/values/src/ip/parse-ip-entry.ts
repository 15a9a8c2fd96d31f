import type { IpAddress } from './ip-address.ts'
import { explainIp } from './explain-ip.ts'
import { parseIp } from './parse-ip.ts'
import { type ParsedRange, parseRange } from './parse-range.ts'
import { type ParsedPrefix, parsePrefix } from './prefix.ts'

/** The result of `parseIpEntry`. */
export type ParsedIpEntry = { readonly kind: 'address'; readonly address: IpAddress } | ParsedPrefix | ParsedRange

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
