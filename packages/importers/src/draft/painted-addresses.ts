import {
  type IpAddress,
  type IpRange,
  type IpSet,
  IpSetBuilder,
  ipv4,
  ipv6,
  parseIpEntry,
  type Prefix,
} from '@tidegate/values'

/** An address, a network or a range, and what it stands for. */
export interface PaintedEntry {
  readonly entry: string
  readonly value: string
}

/**
 * Returns the addresses of each value, given entries in the order of their precedence: an address has the value of the first entry that
 * contains it. Entries that are not addresses are ignored. O(n log n).
 */
export function paintAddresses(entries: readonly PaintedEntry[]): ReadonlyMap<string, IpSet> {
  const spans = entries.flatMap(({ entry, value }) => {
    const span = spanOf(entry)
    return span === undefined ? [] : [{ ...span, value }]
  })
  const bounds = [...new Set(spans.flatMap(({ first, end }) => [first, end]))].toSorted((one, other) =>
    one < other ? -1 : 1,
  )
  const indexes = new Map(bounds.map((bound, index) => [bound, index]))
  // The next cell at or after each one that has no value yet.
  const free = bounds.map((_, index) => index)
  const builders = new Map<string, IpSetBuilder>()
  for (const { first, end, value } of spans) {
    const builder = builders.get(value) ?? new IpSetBuilder()
    builders.set(value, builder)
    const stop = indexes.get(end)!
    for (let cell = nextFree(free, indexes.get(first)!); cell < stop; cell = nextFree(free, cell)) {
      builder.addRange(rangeOf(bounds[cell]!, bounds[cell + 1]! - 1n))
      free[cell] = cell + 1
    }
  }
  return new Map(Array.from(builders, ([value, builder]) => [value, builder.build()]))
}

function nextFree(free: number[], from: number): number {
  let at = from
  while (free[at] !== at) {
    const next = free[at]!
    free[at] = free[next]!
    at = next
  }
  return at
}

/** IPv6 addresses have larger numbers than all IPv4 addresses. */
const sixth = 1n << 128n

function spanOf(entry: string): { readonly first: bigint; readonly end: bigint } | undefined {
  const parsed = parseIpEntry(entry)
  switch (parsed.kind) {
    case 'address': {
      const first = numberOf(parsed.address)
      return { first, end: first + 1n }
    }
    case 'prefix': {
      const first = numberOf(parsed.prefix.address)
      return { first, end: first + (1n << BigInt(bitsOf(parsed.prefix))) }
    }
    case 'range':
      return { first: numberOf(parsed.range.first), end: numberOf(parsed.range.last) + 1n }
    case 'invalid':
      return undefined
  }
}

function bitsOf({ address, length }: Prefix): number {
  return (address.family === 4 ? 32 : 128) - length
}

function numberOf({ family, a, b, c, d }: IpAddress): bigint {
  if (family === 4) return BigInt(a)
  return sixth + ((BigInt(a) << 96n) | (BigInt(b) << 64n) | (BigInt(c) << 32n) | BigInt(d))
}

function rangeOf(first: bigint, last: bigint): IpRange {
  return { first: addressOf(first), last: addressOf(last) }
}

function addressOf(number: bigint): IpAddress {
  if (number < sixth) return ipv4(Number(number))
  const word = (shift: bigint): number => Number(((number - sixth) >> shift) & 0xffff_ffffn)
  return ipv6(word(96n), word(64n), word(32n), word(0n))
}
