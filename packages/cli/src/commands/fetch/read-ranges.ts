import { readListFile } from '@tidegate/dsl'
import { formatPrefix, type IpEntry, type Prefix } from '@tidegate/values'

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
 * Reads a published JSON list as `file` in a policy reads it, completely or not at all: one entry that is invalid, or that is wider than a /8 (in IPv6,
 * a /19), makes the whole list invalid. An entry with an IPv4 and an IPv6 prefix is both. O(length); never throws.
 */
export function readRanges(text: string): RangesReading {
  const prefixes = new Set<string>()
  let reason: string | undefined
  const { refusal, faults, entries } = readListFile(text, {
    file: 'list.json',
    maxEntries: maxPrefixes,
    onEntry: (entry, { line, column }) => {
      const prefix = prefixOf(entry)
      if (prefix === undefined) reason ??= `${line}:${column}: expected a prefix, found a range`
      else if (prefix.length < widest[prefix.address.family])
        reason ??= `${line}:${column}: /${prefix.length} is wider than /${widest[prefix.address.family]}`
      else prefixes.add(formatPrefix(prefix))
    },
  })
  const [fault] = faults
  if (refusal !== undefined) return { kind: 'fault', reason: refusal.message }
  if (fault !== undefined) return { kind: 'fault', reason: `${fault.line}:${fault.column}: ${fault.message}` }
  if (reason !== undefined) return { kind: 'fault', reason }
  if (entries === 0) return { kind: 'fault', reason: 'the list is empty' }
  // WHY: publishers write it before the entries, and the list is not parsed as a whole.
  const created = /^\s*\{[^{}[\]]{0,1000}?"creationTime"\s*:\s*"([\w:.+-]{1,40})"/.exec(text.slice(0, 2_000))?.[1]
  return { kind: 'ranges', prefixes: [...prefixes], created }
}

function prefixOf(entry: IpEntry): Prefix | undefined {
  switch (entry.kind) {
    case 'address':
      return { address: entry.address, length: entry.address.family === 4 ? 32 : 128 }
    case 'prefix':
      return entry.prefix
    case 'range':
      return undefined
  }
}
