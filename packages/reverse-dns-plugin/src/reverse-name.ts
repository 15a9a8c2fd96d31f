import type { IpAddress } from '@tidegate/values'

/** The name under which the PTR records of an address are found: below `in-addr.arpa` (RFC 1035 §3.5) or `ip6.arpa` (RFC 3596 §2.5). */
export function reverseName({ family, a, b, c, d }: IpAddress): string {
  if (family === 4) return `${[a & 255, (a >>> 8) & 255, (a >>> 16) & 255, a >>> 24].join('.')}.in-addr.arpa`
  const digits = [a, b, c, d].map((word) => word.toString(16).padStart(8, '0')).join('')
  return `${digits.split('').toReversed().join('.')}.ip6.arpa`
}
