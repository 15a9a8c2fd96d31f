/**
 * An IP address as a value: four unsigned 32-bit words, most significant first. An IPv4 address is in `a`, and the other words are
 * 0. An address has the same value in every notation: an IPv4-mapped IPv6 address (`::ffff:203.0.113.7`, RFC 4291 §2.5.5.2) is the
 * IPv4 address. Created by `parseIp`, `ipv4` and `ipv6`.
 */
export interface IpAddress {
  readonly family: 4 | 6
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** The IPv4 address with this unsigned 32-bit number. */
export function ipv4(a: number): IpAddress {
  return { family: 4, a, b: 0, c: 0, d: 0 }
}

/** The IPv6 address with these unsigned words. The caller ensures that it is not IPv4-mapped. */
export function ipv6(a: number, b: number, c: number, d: number): IpAddress {
  // WHY: the order of properties differs from `ipv4`, so that V8 gives the families two shapes. In a shared shape the words of an
  // IPv4 address would be boxed numbers too, and parsing one would take twice as long.
  return { a, b, c, d, family: 6 }
}

/** Compares two addresses for sorting: IPv4 before IPv6, then by number. Negative if `x` comes first, 0 if they are equal. */
export function compareIp(x: IpAddress, y: IpAddress): number {
  return x.family - y.family || x.a - y.a || x.b - y.b || x.c - y.c || x.d - y.d
}

/** Whether two addresses are the same value. */
export function sameIp(x: IpAddress, y: IpAddress): boolean {
  return x.a === y.a && x.d === y.d && x.b === y.b && x.c === y.c && x.family === y.family
}
