import type { IpAddress } from './ip-address.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { type IpSet, ipSetHas } from './ip-set.ts'
import { parsePrefix } from './prefix.ts'

/**
 * Networks that the Internet does not route to a public server: private, link-local (where clouds serve their metadata), loopback, shared,
 * documentation, multicast and reserved networks (from IANA's special-purpose registries), and those of IPv6 addresses that embed IPv4
 * addresses.
 */
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // In IPv6, 2000::/3 is global unicast.
  '::/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
]

/**
 * Creates a function that returns whether an address is on the public Internet, which a program may connect to although others choose the name. False
 * for private, link-local, loopback, documentation, multicast and reserved networks. Takes logarithmic time.
 */
export function createPublicCheck(): (address: IpAddress) => boolean {
  const refused = setOf(special)
  return (address) => !ipSetHas(refused, address)
}

function setOf(texts: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const text of texts) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'invalid') throw new TypeError(parsed.reason)
    builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
