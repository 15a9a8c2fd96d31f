import { type IpAddress, parseIpPart } from '@tidegate/values'

/** Parses `203.0.113.9:4711`, `[2001:db8::1]:4711` and `[2001:db8::1]`. */
export function addressWithPort(text: string): IpAddress | undefined {
  const close = text.startsWith('[') ? text.indexOf(']') : -1
  if (close > 0) return parseIpPart(text, 1, close)
  const colon = text.indexOf(':')
  return colon > 0 && text.indexOf(':', colon + 1) < 0 ? parseIpPart(text, 0, colon) : undefined
}
