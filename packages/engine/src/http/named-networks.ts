import { type IpSet, IpSetBuilder, parsePrefix } from '@tidegate/values'

/** Networks that go by a name in `trusting` and in the option `trustProxy`. */
const namedNetworks: Readonly<Record<'loopback' | 'linklocal' | 'private', readonly string[]>> = {
  // RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
  loopback: ['127.0.0.0/8', '::1/128'],
  // RFC 3927, RFC 4291 §2.5.6
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  // RFC 1918, RFC 4193
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** The addresses of a named network, or undefined for a name that there is not. */
export function namedNetwork(name: string): IpSet | undefined {
  if (name !== 'loopback' && name !== 'linklocal' && name !== 'private') return undefined
  const builder = new IpSetBuilder()
  for (const text of namedNetworks[name]) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
