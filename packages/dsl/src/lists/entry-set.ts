import { type IpEntry, type IpSet, IpSetBuilder, parseIpEntry } from '@tidegate/values'

/** Adds all addresses of an entry to a set. */
export function addEntry(builder: IpSetBuilder, entry: IpEntry): void {
  switch (entry.kind) {
    case 'address':
      return builder.addIp(entry.address)
    case 'prefix':
      return builder.addPrefix(entry.prefix)
    case 'range':
      return builder.addRange(entry.range)
  }
}

/** Returns the set of one entry. */
export function setOfEntry(entry: IpEntry): IpSet {
  const builder = new IpSetBuilder()
  addEntry(builder, entry)
  return builder.build()
}

/** Returns the set of one written entry; undefined if it is invalid. */
export function setOfText(text: string): IpSet | undefined {
  const entry = parseIpEntry(text.trim())
  return entry.kind === 'invalid' ? undefined : setOfEntry(entry)
}
