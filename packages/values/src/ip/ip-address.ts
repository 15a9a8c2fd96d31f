/**
 * An IP address as a value: four unsigned 32-bit words, most significant first. An IPv4 address stands in `a`, the others are 0.
 *
 * One address has one value whatever its notation: an IPv4-mapped IPv6 address (`::ffff:203.0.113.7`, RFC 4291 §2.5.5.2)
 * is the IPv4 address. Made by `parseIp`, `ipv4` and `ipv6`.
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

/** The IPv6 address with these unsigned words; the caller knows that it is no IPv4-mapped one. */
export function ipv6(a: number, b: number, c: number, d: number): IpAddress {
  // WHY: another property order than in `ipv4`, so that V8 gives the families two shapes. In a shared shape the words of an
  // IPv4 address would be boxed numbers too, and parsing one would take twice as long.
  return { a, b, c, d, family: 6 }
}

/** A negative number, 0 or a positive number as `x` sorts before, with or after `y`: IPv4 before IPv6, then by number. */
export function compareIp(x: IpAddress, y: IpAddress): number {
  return x.family - y.family || x.a - y.a || x.b - y.b || x.c - y.c || x.d - y.d
}

/** Whether two addresses are the same value. */
export function sameIp(x: IpAddress, y: IpAddress): boolean {
  return x.a === y.a && x.d === y.d && x.b === y.b && x.c === y.c && x.family === y.family
}
