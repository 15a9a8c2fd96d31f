import { type IpSet, IpSetBuilder, parsePrefix } from '@tidegate/values'

/**
 * The prefixes that built-in names stand for.
 *
 * - `loopback`: 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1 (RFC 4291 §2.5.3)
 * - `linklocal`: 169.254.0.0/16 (RFC 3927 §2.1), fe80::/10 (RFC 4291 §2.5.6)
 * - `private`: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918 §3), fc00::/7 (RFC 4193 §3.1)
 */
const builtInPrefixes: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** The addresses that a built-in name stands for, or undefined when the name is none. */
export function builtInList(name: string): IpSet | undefined {
  const prefixes = Object.hasOwn(builtInPrefixes, name) ? builtInPrefixes[name] : undefined
  if (prefixes === undefined) return undefined
  const builder = new IpSetBuilder()
  for (const text of prefixes) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}
