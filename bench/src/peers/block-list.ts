import { BlockList } from 'node:net'

/** A `net.BlockList` of these prefixes. */
export function blockListOf(prefixes: readonly string[], family: 'ipv4' | 'ipv6' = 'ipv4'): BlockList {
  const list = new BlockList()
  for (const prefix of prefixes) {
    const [network = '', length = ''] = prefix.split('/')
    list.addSubnet(network, Number(length), family)
  }
  return list
}
