import type { Span } from '@tidegate/model'
import {
  intersectIpSets,
  type IpSet,
  IpSetBuilder,
  ipSetSize,
  namedNetwork,
  networkNames,
  parseIpEntry,
  subtractIpSet,
} from '@tidegate/values'

/** An entry of an address set that covers a large part of the internet, such as `0.0.0.0/0`. */
export interface BroadEntry {
  readonly span: Span
  /** The entry as written. */
  readonly text: string
  readonly set: IpSet
}

// An IPv4 /8, and an IPv6 /19: no registry has given a larger network to anyone.
const maxV4 = 2n ** 24n
const maxV6 = 2n ** 109n
const maxFindings = 20

/** Whether a set contains more public addresses than the largest network that one organisation has: more than an IPv4 /8 or an IPv6 /19. */
export function isBroad(set: IpSet): boolean {
  // WHY: nearly all sets are small, and this is cheaper than removing the other addresses first.
  if (!exceeds(set)) return false
  return exceeds(intersectIpSets(set, publicAddresses()))
}

/** The broad entries in the text of a list file, at most 20. */
export function broadEntriesIn(file: string, text: string): readonly BroadEntry[] {
  const found: BroadEntry[] = []
  for (const { 0: line, index: lineStart } of text.matchAll(/[^\r\n]+/g)) {
    const [content = ''] = line.split(/[#;]/, 1)
    for (const { 0: entry, index } of content.matchAll(
      /[\d.]+(?:\/\d+| *- *[\d.]+)|[\da-f:.]*::?[\da-f:.]*(?:\/\d+| *- *[\da-f:.]+)/gi,
    )) {
      const set = setOfEntry(entry)
      const start = lineStart + index
      if (set !== undefined && isBroad(set))
        found.push({ span: { file, start, end: start + entry.length }, text: entry, set })
      if (found.length === maxFindings) return found
    }
  }
  return found
}

/** The broad ones of some entries, at most 20; `span` is where all of them come from. */
export function broadAmong(entries: readonly string[], span: Span): readonly BroadEntry[] {
  const found: BroadEntry[] = []
  for (const text of entries) {
    const set = setOfEntry(text)
    if (set !== undefined && isBroad(set) && found.push({ span, text, set }) === maxFindings) break
  }
  return found
}

/** The set of one written entry; undefined if it is invalid. */
function setOfEntry(text: string): IpSet | undefined {
  const entry = parseIpEntry(text)
  const builder = new IpSetBuilder()
  if (entry.kind === 'invalid') return undefined
  if (entry.kind === 'address') builder.addIp(entry.address)
  else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
  else builder.addRange(entry.range)
  return builder.build()
}

function exceeds({ v4, v6 }: IpSet): boolean {
  const none = new Uint32Array(0)
  return ipSetSize({ v4, v6: none }) > maxV4 || ipSetSize({ v4: none, v6 }) > maxV6
}

/** 1.0.0.0 to 223.255.255.255 and 2000::/3, without private networks. */
function publicAddresses(): IpSet {
  const unicast = new IpSetBuilder()
  for (const text of ['1.0.0.0 - 223.255.255.255', '2000::/3']) unicast.addSet(setOfEntry(text)!)
  return networkNames.reduce((rest, name) => subtractIpSet(rest, namedNetwork(name)!), unicast.build())
}
