import { type IpAddress, ipv4, ipv6 } from './ip-address.ts'

/**
 * The network of an address, as its first address: all bits after the first `length4` (IPv4, 0 to 32) or `length6` (IPv6, 0 to 128)
 * are cleared.
 */
export function networkOf(ip: IpAddress, length4: number, length6: number): IpAddress {
  // WHY: most limits count whole IPv4 addresses, and the value can be shared because addresses are immutable.
  if (ip.family === 4) return length4 >= 32 ? ip : ipv4(maskWord(ip.a, length4))
  return ipv6(
    maskWord(ip.a, length6),
    maskWord(ip.b, length6 - 32),
    maskWord(ip.c, length6 - 64),
    maskWord(ip.d, length6 - 96),
  )
}

/** The last address of the network that an address is in: all bits after the prefix are set. */
export function lastOfNetwork(ip: IpAddress, length: number): IpAddress {
  if (ip.family === 4) return ipv4(fillWord(ip.a, length))
  return ipv6(
    fillWord(ip.a, length),
    fillWord(ip.b, length - 32),
    fillWord(ip.c, length - 64),
    fillWord(ip.d, length - 96),
  )
}

function maskWord(word: number, bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? word : (word & (-1 << (32 - bits))) >>> 0
}

function fillWord(word: number, bits: number): number {
  return bits <= 0 ? 0xffffffff : bits >= 32 ? word : (word | (0xffffffff >>> bits)) >>> 0
}
