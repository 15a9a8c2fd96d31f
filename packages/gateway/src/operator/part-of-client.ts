import type { KeyText } from '@tidegate/engine'
import { formatIp, networkOf, parseIp } from '@tidegate/values'

/**
 * Whether a part of a key is the value of a client with this address and user: for an address, the address itself, its /64, or the network by which the limit
 * counts. Undefined for parts that are neither.
 */
export function isPartOf(
  { part, value }: KeyText,
  ip: string | undefined,
  user: string | undefined,
): boolean | undefined {
  if (part === 'user') return value === user
  const lengths = part === 'ip' ? [32, 64] : part === 'ip exact' ? [32, 128] : networkLengths(part)
  if (lengths === undefined) return undefined
  const address = ip === undefined ? undefined : parseIp(ip)
  return address !== undefined && formatIp(networkOf(address, lengths[0]!, lengths[1]!)) === value
}

function networkLengths(part: string): readonly number[] | undefined {
  const [, v4, v6] = /^network\((\d+), (\d+)\)$/.exec(part) ?? []
  return v4 === undefined || v6 === undefined ? undefined : [Number(v4), Number(v6)]
}
