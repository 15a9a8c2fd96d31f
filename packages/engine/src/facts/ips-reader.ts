import type { IpsFact } from '@tidegate/model'
import { type IpSet, ipSetIsEmpty } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import { escapeText } from '../logging/escape-text.ts'
import type { FactWarning, FactWarningCode } from './fact-warning.ts'
import { ipsFact, parseIps } from './parse-ips.ts'

/** Bounds of the cache of parsed lists: lists, and characters of all together. */
const cachedLists = 1_000
const cachedCharacters = 8_000_000

/**
 * A function that reads values of `ips` facts: text, an array of texts, or an `IpSet`; undefined for anything else. What a
 * text stands for is remembered, bounded (a thousand lists, eight million characters), so that a principal's list is parsed once;
 * warnings come when it is parsed. Texts come from the host, never from clients.
 */
export function createIpsReader(
  warn: (warning: FactWarning) => void,
): (name: string, value: unknown) => IpsFact | undefined {
  // WHY: it takes its room at once, and most policies have no such fact.
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
    const tell = (code: FactWarningCode, message: string): void =>
      warn({ code, about: name, message: `fact \`${name}\`: ${message}` })
    if (invalid.length > 0)
      tell('ips-entry', `${shown(invalid.map(({ entry }) => entry))} is no address and matches nobody`)
    if (hostBitsSet.length > 0) tell('ips-host-bits', `${shown(hostBitsSet)} is taken for its network`)
    if (blank) tell('ips-blank', 'nothing but separators, the set is empty')
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
