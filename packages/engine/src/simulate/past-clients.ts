import type { Model } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import { type ClientAddress, clientAddress, isTrustedPeer } from '../http/client-address.ts'
import { clientSource } from '../http/client-source.ts'
import { createHeaderReader } from '../http/read-headers.ts'
import { parseTrustProxy, type TrustProxyOption } from '../http/trust-proxy.ts'

/** What a log records about the addresses of a request. */
export interface LoggedAddress {
  /** The address in the log. */
  readonly ip: IpAddress
  /** The list of addresses that the log contains in place of the peer's, if so. */
  readonly forwarded: string | undefined
  /** Alternating names and values of header fields. */
  readonly headers: readonly string[]
}

/** Finds the clients of past requests as a gate finds them. */
export interface PastClients {
  /** The header field that names the client, in lower case; undefined if the peer is the client. */
  readonly header: string | undefined
  /**
   * Returns the client of a request. `isLogged`: whether the log contains the header. Returns undefined if only the header could tell: the
   * address is that of a trusted proxy, and the log does not contain the header. If the log contains a list in place of the peer, a trusted
   * proxy wrote the list.
   */
  readonly of: (logged: LoggedAddress, isLogged: boolean) => ClientAddress | undefined
}

/** Creates the search for clients by the policy's `client ip` and the option `trustProxy`. Throws a `TypeError` if the option is invalid. */
export function createPastClients(
  model: Pick<Model, 'clientIp' | 'addressSets'>,
  trustProxy: TrustProxyOption | undefined,
): PastClients {
  const source = clientSource(model, parseTrustProxy(trustProxy))
  if (source.kind === 'peer') return { header: undefined, of: ({ ip }) => ({ kind: 'known', ip }) }
  const read = createHeaderReader([source.header])
  return {
    header: source.header,
    of: ({ ip, forwarded, headers }, isLogged) => {
      const [lines] = read(headers)
      if (forwarded !== undefined) {
        const list = lines ?? ('readHop' in source.form ? forwarded : undefined)
        return list === undefined ? { kind: 'known', ip } : clientAddress(undefined, true, list, source, true)
      }
      const isTrusted = isTrustedPeer(ip, source)
      if (isTrusted && lines === undefined && !isLogged) return undefined
      return clientAddress(ip, false, lines, source, isTrusted)
    },
  }
}
