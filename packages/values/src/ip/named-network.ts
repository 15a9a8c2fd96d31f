import type { IpSet } from './ip-set.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { parsePrefix } from './prefix.ts'

/** Names of networks that policies and options can use. */
export type NetworkName = 'loopback' | 'linklocal' | 'private'

const prefixesByName: Readonly<Record<NetworkName, readonly string[]>> = {
  // RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
  loopback: ['127.0.0.0/8', '::1/128'],
  // RFC 3927 §2.1, RFC 4291 §2.5.6
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  // RFC 1918 §3, RFC 4193 §3.1
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** All names of networks. */
export const networkNames: readonly NetworkName[] = ['loopback', 'linklocal', 'private']

/** The addresses of the network with this name, or `undefined` for an unknown name. */
export function namedNetwork(name: string): IpSet | undefined {
  const known = networkNames.find((each) => each === name)
  if (known === undefined) return undefined
  const builder = new IpSetBuilder()
  for (const text of prefixesByName[known]) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
