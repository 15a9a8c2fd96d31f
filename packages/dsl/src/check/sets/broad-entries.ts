import type { Span } from '@tidegate/model'
import {
  intersectIpSets,
  type IpEntry,
  type IpSet,
  IpSetBuilder,
  ipSetSize,
  namedNetwork,
  networkNames,
  subtractIpSet,
} from '@tidegate/values'
import { setOfEntry, setOfText } from '../../lists/entry-set.ts'
import type { ListPlace } from '../../lists/list-file.ts'

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

/** The broad entries of a list file, at most 20. `read` reads the file, and `text` is its text. */
export function collectBroad(
  read: (onEntry: (entry: IpEntry, place: ListPlace) => void) => void,
  spanOf: (place: ListPlace) => Span,
  text: string,
): readonly BroadEntry[] {
  const found: BroadEntry[] = []
  read((entry, place) => {
    if (found.length === maxFindings || !mayBeBroad(entry)) return
    const set = setOfEntry(entry)
    if (!isBroad(set)) return
    const { file, start, end } = spanOf(place)
    const written = text.slice(start, end)
    const entryText = written.replaceAll(/^["']|["']$/g, '')
    const inner = start + written.indexOf(entryText)
    found.push({ span: { file, start: inner, end: inner + entryText.length }, text: entryText, set })
  })
  return found
}

/** WHY: cheap for the many entries that are not broad. */
function mayBeBroad(entry: IpEntry): boolean {
  return (
    entry.kind === 'range' ||
    (entry.kind === 'prefix' && entry.prefix.length < (entry.prefix.address.family === 4 ? 8 : 19))
  )
}

/** The broad ones of some entries, at most 20; `span` is where all of them come from. */
export function broadAmong(entries: readonly string[], span: Span): readonly BroadEntry[] {
  const found: BroadEntry[] = []
  for (const text of entries) {
    const set = setOfText(text)
    if (set !== undefined && isBroad(set) && found.push({ span, text, set }) === maxFindings) break
  }
  return found
}

function exceeds({ v4, v6 }: IpSet): boolean {
  const none = new Uint32Array(0)
  return ipSetSize({ v4, v6: none }) > maxV4 || ipSetSize({ v4: none, v6 }) > maxV6
}

/** 1.0.0.0 to 223.255.255.255 and 2000::/3, without private networks. */
function publicAddresses(): IpSet {
  const unicast = new IpSetBuilder()
  for (const text of ['1.0.0.0 - 223.255.255.255', '2000::/3']) unicast.addSet(setOfText(text)!)
  return networkNames.reduce((rest, name) => subtractIpSet(rest, namedNetwork(name)!), unicast.build())
}
