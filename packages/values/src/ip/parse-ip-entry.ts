import type { IpAddress } from './ip-address.ts'
import { explainIp } from './explain-ip.ts'
import { parseIp } from './parse-ip.ts'
import { type ParsedRange, parseRange } from './parse-range.ts'
import { type ParsedPrefix, parsePrefix } from './prefix.ts'

/** What `parseIpEntry` understood. */
export type ParsedIpEntry = { readonly kind: 'address'; readonly address: IpAddress } | ParsedPrefix | ParsedRange

/**
 * What one entry of an address list stands for: an address, a prefix `address/length` or a range `first - last`; or the
 * reason why it is none of them. The text has no white space around it. Never throws.
 */
export function parseIpEntry(text: string): ParsedIpEntry {
  const address = parseIp(text)
  if (address !== undefined) return { kind: 'address', address }
  if (text.includes('-')) return parseRange(text)
  if (text.includes('/') && !/\s/.test(text)) return parsePrefix(text)
  return { kind: 'invalid', reason: explainIp(text) }
}
