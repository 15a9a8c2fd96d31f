import { type IpAddress, parsePrefix } from '@tidegate/values'
import { encodeMmdbValue, join, type MmdbValue } from './encode-mmdb-value.ts'

/** The content of a database to write. */
export interface MmdbContent {
  /** The type by which readers distinguish databases, such as `GeoLite2-Country`. */
  readonly type: string
  /** Records by prefix; if prefixes nest, the longest one decides. */
  readonly networks: Readonly<Record<string, MmdbValue>>
  /** 6 (the default) for both families, with IPv4 below `::/96`; 4 for IPv4 only. */
  readonly ipVersion?: 4 | 6
  /** When the data was built, in milliseconds since 1970. Default 0. */
  readonly builtAtMs?: number
}

/** A child of a node: another node, the record of everything below it, or nothing. */
type Child =
  | { readonly kind: 'node'; readonly node: number }
  | { readonly kind: 'record'; readonly record: number }
  | undefined

/**
 * Writes a MaxMind database with these records, for tests: a search tree with 24-bit records, the data section, and the metadata
 * (MaxMind DB File Format Specification 2.0).
 *
 * ```
 *   search tree          16 × 0   data section       "\xAB\xCD\xEFMaxMind.com"   metadata
 *   node: left right              records            marker                      a map
 *         (24)  (24)
 *   a child < nodes is a node, = nodes is nothing, else nodes + 16 + the offset of the record in the data section
 * ```
 *
 * Throws an `Error` for an invalid prefix, and if there is more data than 24 bits can address.
 */
export function writeMmdb({ type, networks, ipVersion = 6, builtAtMs = 0 }: MmdbContent): Uint8Array {
  const nodes: [Child, Child][] = [[undefined, undefined]]
  const records = Object.values(networks).map(encodeMmdbValue)
  const prefixes = Object.keys(networks)
    .map((text, record) => ({ bits: bitsOf(text, ipVersion), record }))
    // WHY: shorter prefixes first, so that longer ones split them.
    .toSorted((a, b) => a.bits.length - b.bits.length)
  for (const { bits, record } of prefixes) insert(nodes, bits, record)

  const offsets: number[] = []
  let dataSize = 0
  for (const { length } of records) {
    offsets.push(dataSize)
    dataSize += length
  }
  if (nodes.length + 16 + dataSize >= 2 ** 24) throw new Error('too much data for 24-bit records')
  const tree = new Uint8Array(nodes.length * 6)
  for (const [index, children] of nodes.entries()) {
    for (const [side, child] of children.entries()) {
      const value =
        child === undefined
          ? nodes.length
          : child.kind === 'node'
            ? child.node
            : nodes.length + 16 + offsets[child.record]!
      tree.set([value >> 16, (value >> 8) & 255, value & 255], index * 6 + side * 3)
    }
  }
  const metadata = encodeMmdbValue({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BigInt(Math.floor(builtAtMs / 1000)),
    database_type: type,
    description: { en: 'written by a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  })
  return join([tree, new Uint8Array(16), ...records, metadataMarker, metadata])
}

const metadataMarker = Uint8Array.from([0xab, 0xcd, 0xef, ...new TextEncoder().encode('MaxMind.com')])

function insert(nodes: [Child, Child][], bits: readonly number[], record: number): void {
  if (bits.length === 0) throw new Error('prefixes of length 0 are not supported')
  let node = 0
  for (const bit of bits.slice(0, -1)) {
    const child = nodes[node]![bit]
    if (child?.kind === 'node') {
      node = child.node
      continue
    }
    // The previous child now applies to both sides below.
    nodes.push([child, child])
    nodes[node]![bit] = { kind: 'node', node: nodes.length - 1 }
    node = nodes.length - 1
  }
  nodes[node]![bits.at(-1)!] = { kind: 'record', record }
}

function bitsOf(text: string, ipVersion: 4 | 6): readonly number[] {
  const parsed = parsePrefix(text)
  if (parsed.kind === 'invalid') throw new Error(parsed.reason)
  const { address, length } = parsed.prefix
  if (address.family > ipVersion) throw new Error(`${text} is not an IPv4 prefix`)
  const below: readonly number[] = ipVersion === 6 && address.family === 4 ? Array.from({ length: 96 }, () => 0) : []
  return [...below, ...addressBits(address).slice(0, length)]
}

function addressBits({ a, b, c, d }: IpAddress): readonly number[] {
  return [a, b, c, d].flatMap((word) => Array.from({ length: 32 }, (_, bit) => (word >>> (31 - bit)) & 1))
}
