import { type IpSet, IpSetBuilder, namedNetwork, parseIpEntry } from '@tidegate/values'

/**
 * The peers and hops that are trusted to state the client's address: addresses, prefixes, ranges, `loopback`, `linklocal`, `private`, or `unix` for
 * peers on a Unix socket. Several are given as an array or separated by commas. With `hops`, that number of proxies is trusted: the nearest one
 * (the peer) must be in `from`, and the addresses of the others do not matter. `header` is the header that they write, `x-forwarded-for` unless the
 * policy names another one.
 */
export type TrustProxyOption =
  | false
  | string
  | readonly string[]
  | { readonly from: string | readonly string[]; readonly hops?: number; readonly header?: string }

/** The parsed option. */
export interface TrustProxy {
  readonly trusted: IpSet
  readonly unixPeer: boolean
  readonly hops?: number
  /** Name of the header, in lower case. */
  readonly header?: string
}

/** Parses the option `trustProxy`. If the option is invalid, throws a TypeError that says what to write instead. */
export function parseTrustProxy(option: unknown): TrustProxy | undefined {
  if (option === undefined || option === false) return undefined
  if (option === true) {
    throw new TypeError(
      '`trustProxy: true` would let every client choose its own address: name the proxies, as in `trustProxy: "loopback"`, ' +
        '`"10.0.0.0/8"`, or `{ hops: 1, from: "private" }`',
    )
  }
  if (typeof option === 'number') {
    throw new TypeError(
      `\`trustProxy: ${option}\` would trust every client that connects: name the proxies, as in ` +
        `\`trustProxy: { hops: ${option}, from: "loopback" }\``,
    )
  }
  if (typeof option === 'string' || Array.isArray(option)) return parseFrom(option)
  if (typeof option !== 'object' || option === null)
    throw new TypeError('`trustProxy` must be a string, an array or an object')
  const { from, hops, header, ...others } = option as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw new TypeError(`unknown property \`${unknown}\` of \`trustProxy\`: expected \`from\`, \`hops\` or \`header\``)
  return {
    ...parseFrom(from),
    ...(hops === undefined ? {} : { hops: parseHops(hops) }),
    ...(header === undefined ? {} : { header: parseHeaderName(header) }),
  }
}

function parseFrom(from: unknown): TrustProxy {
  const parts: readonly unknown[] = typeof from === 'string' ? from.split(',') : Array.isArray(from) ? from : []
  if (parts.length === 0) throw new TypeError('`trustProxy` must name the trusted peers')
  const builder = new IpSetBuilder()
  let unixPeer = false
  for (const part of parts) {
    if (typeof part !== 'string') throw new TypeError('`trustProxy` must contain only strings')
    const entry = part.trim()
    if (entry === 'unix') unixPeer = true
    else addEntry(builder, entry)
  }
  return { trusted: builder.build(), unixPeer }
}

function addEntry(builder: IpSetBuilder, entry: string): void {
  const named = namedNetwork(entry)
  if (named !== undefined) {
    builder.addSet(named)
    return
  }
  const parsed = parseIpEntry(entry)
  switch (parsed.kind) {
    case 'address':
      builder.addIp(parsed.address)
      return
    case 'prefix':
      builder.addPrefix(parsed.prefix)
      return
    case 'range':
      builder.addRange(parsed.range)
      return
    case 'invalid':
      throw new TypeError(
        `\`trustProxy\`: ${parsed.reason}; expected an address, a prefix, \`loopback\`, \`linklocal\`, \`private\` or \`unix\``,
      )
  }
}

function parseHops(hops: unknown): number {
  if (typeof hops === 'number' && Number.isInteger(hops) && hops >= 1 && hops <= 32) return hops
  throw new TypeError('`trustProxy.hops` must be a whole number from 1 to 32')
}

function parseHeaderName(header: unknown): string {
  if (typeof header === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(header)) return header.toLowerCase()
  throw new TypeError('`trustProxy.header` must be a valid header name')
}
