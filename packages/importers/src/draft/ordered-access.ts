import {
  emptyIpSet,
  formatIp,
  formatPrefix,
  type IpSet,
  IpSetBuilder,
  ipSetIsEmpty,
  ipSetPrefixes,
  parseIpEntry,
} from '@tidegate/values'
import { paintAddresses } from './painted-addresses.ts'

/** One line of an ordered access list: the first line that contains the address decides. */
export interface AccessLine {
  readonly allow: boolean
  /** An address, a network, or `all`. */
  readonly entry: string
}

/** An ordered list in terms of the policy language: the entries of a list, and the effect on clients in that list. */
export type Access =
  | { readonly kind: 'allow-only'; readonly entries: readonly string[] }
  | { readonly kind: 'block'; readonly entries: readonly string[] }
  | { readonly kind: 'block-all' }
  | { readonly kind: 'open' }

/**
 * Converts an ordered access list to an unordered one: which addresses are admitted or refused. `open`: whether addresses that no
 * line contains are admitted. If all lines are of one kind, the entries are kept as written; otherwise the result lists prefixes
 * with exactly the same effect. O(n log n).
 */
export function accessOf(lines: readonly AccessLine[], open: boolean): Access {
  const ends = lines.findIndex(({ entry }) => entry === 'all')
  const before = ends < 0 ? lines : lines.slice(0, ends)
  const rest = ends < 0 ? open : lines[ends]!.allow
  const allowed = before.filter(({ allow }) => allow)
  const denied = before.filter(({ allow }) => !allow)
  const entries = (some: readonly AccessLine[]): readonly string[] => [...new Set(some.map(({ entry }) => entry))]
  if (rest && denied.length === 0) return { kind: 'open' }
  if (!rest && allowed.length === 0) return { kind: 'block-all' }
  if (rest && allowed.length === 0) return { kind: 'block', entries: entries(denied) }
  if (!rest && denied.length === 0) return { kind: 'allow-only', entries: entries(allowed) }
  const painted = paintAddresses(before.map(({ allow, entry }) => ({ entry, value: allow ? 'allowed' : 'denied' })))
  const found = painted.get(rest ? 'denied' : 'allowed') ?? emptyIpSet()
  if (ipSetIsEmpty(found)) return rest ? { kind: 'open' } : { kind: 'block-all' }
  return { kind: rest ? 'block' : 'allow-only', entries: prefixesOf(found) }
}

/** Returns the prefixes of a set as text. */
export function prefixesOf(set: IpSet): readonly string[] {
  return Array.from(ipSetPrefixes(set), (prefix) => {
    const isWhole = prefix.length === (prefix.address.family === 4 ? 32 : 128)
    return isWhole ? formatIp(prefix.address) : formatPrefix(prefix)
  })
}

/** Returns the set of one entry, which must be an address, a network or a range. */
export function setOf(entry: string): IpSet {
  const builder = new IpSetBuilder()
  const parsed = parseIpEntry(entry)
  if (parsed.kind === 'address') builder.addIp(parsed.address)
  if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  if (parsed.kind === 'range') builder.addRange(parsed.range)
  return builder.build()
}

/** Returns an address, network or range in the notation of the language, with host bits cleared; undefined for an invalid one. */
export function addressEntry(text: string): string | undefined {
  const parsed = parseIpEntry(text)
  switch (parsed.kind) {
    case 'address':
      return formatIp(parsed.address)
    case 'prefix':
      return formatPrefix(parsed.prefix)
    case 'range':
      return `${formatIp(parsed.range.first)} - ${formatIp(parsed.range.last)}`
    case 'invalid':
      return undefined
  }
}
