import type { IpsFact } from '@tidegate/model'
import { type InvalidText, type IpSet, IpSetBuilder, type ParsedIpEntry, parseIpEntry } from '@tidegate/values'

/** An entry of a list that is no address, no prefix and no range. */
export interface IpListProblem {
  /** 1-based. */
  readonly line: number
  readonly entry: string
  /** What is wrong, in the style of the diagnostics. */
  readonly reason: string
}

/** A set of prefixes that a host supplied as text, with what is wrong with it. */
export interface ParsedIps {
  readonly fact: IpsFact
  /** Entries that are no address: they match nobody, and make the set non-empty. */
  readonly invalid: readonly IpListProblem[]
  /** Prefixes with bits behind their length (`10.0.0.7/8`), taken for their network. */
  readonly hostBitsSet: readonly string[]
  /** Nothing but separators: empty, though something was written. */
  readonly blank: boolean
}

/**
 * The set that a text stands for: addresses, prefixes and ranges joined by commas or line breaks, `#` begins a comment that
 * ends with its line, blanks around entries do not count. Never throws. Linear, and O(n log n) to sort.
 */
export function parseIps(text: string): ParsedIps {
  const builder = new IpSetBuilder()
  const invalid: IpListProblem[] = []
  const hostBitsSet: string[] = []
  let notEmpty = false
  let separators = false
  for (const [index, line] of text.split(/\r\n|[\r\n]/).entries()) {
    const comment = line.indexOf('#')
    const entries = (comment < 0 ? line : line.slice(0, comment)).split(',')
    separators ||= entries.length > 1
    for (const padded of entries) {
      const entry = padded.trim()
      if (entry === '') continue
      notEmpty = true
      const parsed = parseIpEntry(entry)
      if (parsed.kind === 'invalid') invalid.push({ line: index + 1, entry, reason: parsed.reason })
      else if (addEntry(builder, parsed)) hostBitsSet.push(entry)
    }
  }
  return { fact: ipsFact(builder.build(), notEmpty), invalid, hostBitsSet, blank: separators && !notEmpty }
}

/**
 * What is wrong with a list of addresses that somebody wants to save: every entry that would match nobody. Empty when the list
 * is good, an empty list included. For forms and APIs that store lists, so that a mistake is refused where it is made.
 */
export function checkIpList(text: string): readonly IpListProblem[] {
  return parseIps(text).invalid
}

/** A set and whether it has entries, frozen. */
export function ipsFact(set: IpSet, notEmpty: boolean): IpsFact {
  return Object.freeze({ set, notEmpty })
}

/** Adds an entry; true when it had bits behind its prefix length. */
function addEntry(builder: IpSetBuilder, parsed: Exclude<ParsedIpEntry, InvalidText>): boolean {
  switch (parsed.kind) {
    case 'address':
      builder.addIp(parsed.address)
      return false
    case 'prefix':
      builder.addPrefix(parsed.prefix)
      return parsed.hostBitsSet
    case 'range':
      builder.addRange(parsed.range)
      return false
  }
}
