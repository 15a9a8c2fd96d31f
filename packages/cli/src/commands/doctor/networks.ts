import { type IpAddress, type IpSet, IpSetBuilder, ipSetHas, parsePrefix } from '@tidegate/values'

/** Reach of an address: a `public` one can be a client anywhere on the Internet. */
export type Reach = 'loopback' | 'private' | 'link-local' | 'shared' | 'public'

const networks: Readonly<Record<Exclude<Reach, 'public'>, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  // RFC 6598: addresses between carriers and their customers.
  shared: ['100.64.0.0/10'],
}

/** Returns a function that returns the reach of an address. */
export function reachReader(): (ip: IpAddress) => Reach {
  const sets = Object.entries(networks).map(([name, prefixes]) => [name as Reach, setOf(prefixes)] as const)
  return (ip) => sets.find(([, set]) => ipSetHas(set, ip))?.[0] ?? 'public'
}

function setOf(prefixes: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const text of prefixes) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
