import type { IpsFact } from '@tidegate/model'
import { type InvalidText, type IpSet, IpSetBuilder, type ParsedIpEntry, parseIpEntry } from '@tidegate/values'

/** An entry of a list that is not an address, a prefix or a range. */
export interface IpListProblem {
  /** Line number, starting at 1. */
  readonly line: number
  readonly entry: string
  /** The problem, in the style of the diagnostics. */
  readonly reason: string
}

/** A set of prefixes that a host supplied as text, with its problems. */
export interface ParsedIps {
  readonly fact: IpsFact
  /** Invalid entries: they match no client, but make the set non-empty. */
  readonly invalid: readonly IpListProblem[]
  /** Prefixes with host bits (`10.0.0.7/8`), whose network is used. */
  readonly hostBitsSet: readonly string[]
  /** Whether the text consists only of separators: the set is empty although the text is not. */
  readonly blank: boolean
}

/**
 * Parses a list of addresses, prefixes and ranges that are separated by commas or line breaks. `#` starts a comment that ends with its
 * line; blanks around entries are ignored. Never throws. Linear, and O(n log n) to sort.
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
 * The problems in a list of addresses: every invalid entry, which would match no client. Empty for a valid list and for an empty one. For
 * forms and APIs that store lists, so that errors are rejected on input.
 */
export function checkIpList(text: string): readonly IpListProblem[] {
  return parseIps(text).invalid
}

/** A frozen pair of a set and whether its list has entries. */
export function ipsFact(set: IpSet, notEmpty: boolean): IpsFact {
  return Object.freeze({ set, notEmpty })
}

/** Adds an entry and returns whether it has host bits. */
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
