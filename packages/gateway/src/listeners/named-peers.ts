import { parseTrustProxy } from '@tidegate/engine/http'
import { ipSetHas, parseIp } from '@tidegate/values'

/** Returns whether a peer is one of those that are named; `undefined` is the peer of a Unix socket. */
export function namedPeers(names: Parameters<typeof parseTrustProxy>[0]): (address: string | undefined) => boolean {
  const peers = parseTrustProxy(names)
  return (address) => {
    if (peers === undefined) return false
    if (address === undefined) return peers.unixPeer
    const ip = parseIp(address)
    return ip !== undefined && ipSetHas(peers.trusted, ip)
  }
}
