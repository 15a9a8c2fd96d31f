import type { Span } from '@tidegate/model'
import { ipSetSize, namedNetwork, networkNames, subtractIpSet, unionIpSets } from '@tidegate/values'
import { resolveAddresses } from '../sets/resolve-addresses.ts'
import type { Findable } from './findable.ts'

/** TG426: `client ip … trusting` a set so broad that strangers can claim any address: more than an IPv4 /8 or an IPv6 /16 outside private networks. */
export function findWideTrust({ checking }: Findable): void {
  const { root, report } = checking
  const local = unionIpSets(...networkNames.flatMap((name) => namedNetwork(name) ?? []))
  for (const statement of root.ast.statements) {
    if (statement.kind !== 'client-ip') continue
    const { set } = resolveAddresses(checking, root, statement.trusting)
    const outside = subtractIpSet(set, local)
    const wide4 = ipSetSize({ v4: outside.v4, v6: new Uint32Array(0) }) > 2n ** 24n
    const wide6 = ipSetSize({ v4: new Uint32Array(0), v6: outside.v6 }) > 2n ** 112n
    if (wide4 || wide6) reportWide(statement.trusting.span)
  }

  function reportWide(span: Span): void {
    report.add(
      'TG426',
      span,
      'the trusted set is so broad that it includes strangers: each of them could claim any address',
      {
        help: 'trust only your own proxies, such as `loopback, 10.0.0.0/8`, or the ranges that your provider publishes',
      },
    )
  }
}
