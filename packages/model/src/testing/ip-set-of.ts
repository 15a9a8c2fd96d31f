import { type IpSet, IpSetBuilder, parseIpEntry } from '@tidegate/values'

/** Returns the set for some entries of an address list. */
export function ipSetOf(entries: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const entry of entries) {
    const parsed = parseIpEntry(entry)
    if (parsed.kind === 'address') builder.addIp(parsed.address)
    else if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
