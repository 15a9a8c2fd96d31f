/**
 * The places at which providers publish their addresses, in the notation of `at`; all that a file has are read if the policy names none:
 * Google, Bing, OpenAI and AWS (`prefixes`, `ipv6_prefixes`), Atlassian (`items`), Fastly (`addresses`, `ipv6_addresses`), Oracle
 * (`regions.cidrs`), Cloudflare (`result.…`), Azure (`values.properties.addressPrefixes`), ipverse (`subnets.…`), AbuseIPDB (`data`), Stripe (the others).
 */
export const knownPlaces: readonly string[] = [
  'prefixes',
  'ipv6_prefixes',
  'items',
  'addresses',
  'ipv6_addresses',
  'regions.cidrs',
  'result.ipv4_cidrs',
  'result.ipv6_cidrs',
  'values.properties.addressPrefixes',
  'subnets.ipv4',
  'subnets.ipv6',
  'data',
  'WEBHOOKS',
  'API',
  'ARMADA_GATOR',
]

/** Keys whose values are the addresses of an entry: all that an entry has are read. */
const prefixKeys: ReadonlyMap<string, 4 | 6 | undefined> = new Map<string, 4 | 6 | undefined>([
  ['ipv4Prefix', 4],
  ['ipv6Prefix', 6],
  ['ip_prefix', undefined],
  ['ipv4_prefix', 4],
  ['ipv6_prefix', 6],
  ['cidr', undefined],
  ['prefix', undefined],
])

/** Keys whose values are addresses if the entry has none of the keys above. */
const addressKeys: ReadonlySet<string> = new Set(['ip', 'address', 'ipAddress', 'ip_address', 'network', 'subnet'])

/** What a key of an entry means; undefined for all keys that do not contain its addresses. */
export type EntryKey = { readonly rank: 'prefix' | 'address'; readonly family?: 4 | 6 | undefined }

/** Returns the meaning of a key. */
export function entryKey(key: string): EntryKey | undefined {
  if (prefixKeys.has(key)) return { rank: 'prefix', family: prefixKeys.get(key) }
  return addressKeys.has(key) ? { rank: 'address' } : undefined
}

/** The keys that an entry can have, for messages. */
export const entryKeys: string =
  'expected an object with `ipv4Prefix`, `ipv6Prefix`, `ip_prefix`, `ipv6_prefix`, `cidr`, `prefix`, `ip` or `address`'
