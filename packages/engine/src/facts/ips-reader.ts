import type { IpsFact } from '@tidegate/model'
import { type IpSet, ipSetIsEmpty } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import { escapeText } from '../logging/escape-text.ts'
import type { FactWarning, FactWarningCode } from './fact-warning.ts'
import { ipsFact, parseIps } from './parse-ips.ts'

/** Bounds of the cache of parsed lists: number of lists, and their total length in characters. */
const cachedLists = 1_000
const cachedCharacters = 8_000_000

/**
 * Creates a function that reads values of `ips` facts: a string, an array of strings, or an `IpSet`; undefined for anything else. Parsed
 * strings are cached (up to a thousand lists and eight million characters), so that a principal's list is parsed once; warnings are
 * emitted when it is parsed. The strings come from the host, never from clients.
 */
export function createIpsReader(
  warn: (warning: FactWarning) => void,
): (name: string, value: unknown) => IpsFact | undefined {
  // WHY: created on first use, because it allocates its memory immediately and most policies have no such fact.
  let cache: LRUCache<string, IpsFact> | undefined

  return (name, value) => {
    if (isIpSet(value)) return ipsFact(value, !ipSetIsEmpty(value))
    const text = listText(value)
    if (text === undefined) return undefined
    cache ??= new LRUCache({
      max: cachedLists,
      maxSize: cachedCharacters,
      sizeCalculation: (_, key) => key.length + 1,
    })
    const known = cache.get(text)
    if (known !== undefined) return known
    const { fact, invalid, hostBitsSet, blank } = parseIps(text)
    const warnAbout = (code: FactWarningCode, message: string): void =>
      warn({ code, about: name, message: `fact \`${name}\`: ${message}` })
    if (invalid.length > 0)
      warnAbout('ips-entry', `${shown(invalid.map(({ entry }) => entry))} is not a valid address and matches no client`)
    if (hostBitsSet.length > 0)
      warnAbout('ips-host-bits', `${shown(hostBitsSet)} has host bits set; its network is used`)
    if (blank) warnAbout('ips-blank', 'contains only separators, so the set is empty')
    cache.set(text, fact)
    return fact
  }
}

function listText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return undefined
  const entries: readonly unknown[] = value
  return entries.every((entry) => typeof entry === 'string') ? entries.join('\n') : undefined
}

function isIpSet(value: unknown): value is IpSet {
  if (typeof value !== 'object' || value === null) return false
  return 'v4' in value && value.v4 instanceof Uint32Array && 'v6' in value && value.v6 instanceof Uint32Array
}

function shown(entries: readonly string[]): string {
  const first = `\`${escapeText(entries[0]!, 64)}\``
  return entries.length === 1 ? first : `${first} (the first of ${entries.length} such entries)`
}
