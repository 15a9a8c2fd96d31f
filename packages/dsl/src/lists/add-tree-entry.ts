import { type IpEntry, IpSetBuilder, ipSetIsEmpty, subtractIpSet } from '@tidegate/values'
import { addEntry, setOfText } from './entry-set.ts'
import type { EntryCollector } from './entry-collector.ts'
import type { EntryKey } from './known-places.ts'
import type { ListPlace } from './list-file.ts'

/** A value of an entry under one of the keys that contain addresses. */
export interface EntryValue {
  readonly key: string
  readonly meaning: EntryKey
  /** Undefined if it is not a string. A key whose value is `null` is left out: it says that there is no such address. */
  readonly text: string | undefined
  /** Whether it is an array or an object. */
  readonly isContainer: boolean
  readonly place: ListPlace
}

/**
 * Adds all addresses of an entry that is an object: an IPv4 and an IPv6 prefix are both its entries. If it has a prefix, an address next to it (`network` next
 * to `cidr`) must be in it: then it says nothing new. An entry of which one part is invalid is a fault.
 */
export function addTreeEntry(values: readonly EntryValue[], collector: EntryCollector): void {
  const hasPrefix = values.some(({ meaning }) => meaning.rank === 'prefix')
  const whole = new IpSetBuilder()
  for (const value of values) {
    if (hasPrefix && value.meaning.rank === 'address') continue
    const entry = addValue(value, collector)
    if (entry !== undefined) addEntry(whole, entry)
  }
  if (!hasPrefix) return
  for (const { key, meaning, text = '', place } of values) {
    const set = meaning.rank === 'address' ? setOfText(text) : undefined
    if (set !== undefined && !ipSetIsEmpty(subtractIpSet(set, whole.build())))
      collector.fault(`the \`${key}\` of this entry is not in its prefix: name one of them with \`at\``, place)
  }
}

function addValue(
  { key, meaning: { family }, text, place }: EntryValue,
  collector: EntryCollector,
): IpEntry | undefined {
  if (text === undefined) {
    collector.foreign(`expected a string as \`${key}\``, place)
    return undefined
  }
  const entry = collector.add(text, place)
  if (entry === undefined || family === undefined) return entry
  const found = familyOf(entry)
  if (found !== family) collector.fault(`expected an IPv${family} address as \`${key}\`, found IPv${found}`, place)
  return entry
}

function familyOf(entry: IpEntry): 4 | 6 {
  switch (entry.kind) {
    case 'address':
      return entry.address.family
    case 'prefix':
      return entry.prefix.address.family
    case 'range':
      return entry.range.first.family
  }
}
