import { formatPrefix, parsePrefix } from '@tidegate/values'

/** Contents of a published list, or the reason why it is refused. */
export type RangesReading =
  | {
      readonly kind: 'ranges'
      /** Prefixes in canonical notation, each once, in the order of the list. */
      readonly prefixes: readonly string[]
      /** Time at which the operator created the list, as the list states it. */
      readonly created: string | undefined
    }
  /** The reason is in lower case, without a final period. */
  | { readonly kind: 'fault'; readonly reason: string }

/** The shortest prefix length that is allowed in a list, by address family. */
const widest = { 4: 8, 6: 19 } as const

const maxPrefixes = 2_000_000

/**
 * Reads `{"prefixes": [{"ipv4Prefix": "…"}, {"ipv6Prefix": "…"}]}` completely or not at all: one entry that has another form, or that is
 * wider than a /8 (in IPv6, a /19), makes the whole list invalid. O(length); never throws.
 */
export function readRanges(text: string): RangesReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fault('not valid JSON')
  }
  if (!isRecord(value) || !Object.hasOwn(value, 'prefixes')) return fault('it has no `prefixes`')
  const { prefixes: entries, creationTime } = value
  if (!Array.isArray(entries)) return fault('`prefixes` is not an array')
  if (entries.length === 0) return fault('`prefixes` is empty')
  if (entries.length > maxPrefixes) return fault(`it has more than ${maxPrefixes} prefixes`)
  const prefixes = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const read = readEntry(entry)
    if (read.kind === 'fault') return fault(`entry ${index + 1}: ${read.reason}`)
    prefixes.add(read.prefix)
  }
  const created = typeof creationTime === 'string' && /^[\w:.+-]{1,40}$/.test(creationTime) ? creationTime : undefined
  return { kind: 'ranges', prefixes: [...prefixes], created }
}

type EntryReading =
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'fault'; readonly reason: string }

function readEntry(entry: unknown): EntryReading {
  if (!isRecord(entry)) return fault('not an object')
  const named = (['ipv4Prefix', 'ipv6Prefix'] as const).filter((key) => Object.hasOwn(entry, key))
  const [key] = named
  if (key === undefined || named.length > 1) return fault('expected `ipv4Prefix` or `ipv6Prefix`')
  const text = entry[key]
  if (typeof text !== 'string' || text.length > 64) return fault(`\`${key}\` is not a prefix`)
  const parsed = parsePrefix(text.includes('/') ? text : `${text}/${key === 'ipv4Prefix' ? 32 : 128}`)
  if (parsed.kind === 'invalid') return fault(parsed.reason)
  const { address, length } = parsed.prefix
  if (address.family !== (key === 'ipv4Prefix' ? 4 : 6)) return fault(`\`${key}\` is an IPv${address.family} prefix`)
  if (length < widest[address.family]) return fault(`/${length} is wider than /${widest[address.family]}`)
  return { kind: 'prefix', prefix: formatPrefix(parsed.prefix) }
}

function fault(reason: string): { readonly kind: 'fault'; readonly reason: string } {
  return { kind: 'fault', reason }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
