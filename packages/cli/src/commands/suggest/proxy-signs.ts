import type { IpAddress } from '@tidegate/values'
import { hashText } from '@tidegate/access-logs'
import { reachReader } from '../doctor/networks.ts'

/** An address that is not that of one client, and why. */
export interface SuspectedProxy {
  readonly source: string
  readonly requests: number
  /** The number of different agents, at most 20. */
  readonly agents: number
  readonly reason: 'not-public' | 'many-agents' | 'most-requests' | 'trusted'
}

/** Watches which addresses are those of proxies rather than of clients. */
export interface ProxySigns {
  /** Adds a request. Returns whether its address is not public, or that of a trusted proxy. */
  readonly add: (ip: IpAddress, address: string, agent: string | undefined, isTrusted: boolean) => boolean
  /** Returns the suspected proxies, those with the most requests first. */
  readonly proxies: () => readonly SuspectedProxy[]
}

interface Seen {
  readonly isNear: boolean
  isTrusted: boolean
  requests: number
  readonly agents: Set<number>
}

const maxAddresses = 20_000
const maxAgents = 20
const manyAgents = 10
/** WHY: a site on a private network has clients with private addresses, too: many, with few agents each. */
const mostNearProxies = 20

/**
 * Creates a watch. An address is suspected if it is not public and makes many requests or sends many agents, as few such addresses do; or
 * if it sends many agents and a tenth of all requests; or if nearly all requests of a long log come from it. Memory is bounded: addresses
 * after the first 20,000 are not watched.
 */
export function createProxySigns(): ProxySigns {
  const reachOf = reachReader()
  const seen = new Map<string, Seen>()
  let requests = 0

  function add(ip: IpAddress, address: string, agent: string | undefined, isTrusted: boolean): boolean {
    requests++
    let entry = seen.get(address)
    if (entry === undefined) {
      entry = { isNear: reachOf(ip) !== 'public', isTrusted: false, requests: 0, agents: new Set() }
      if (seen.size < maxAddresses) seen.set(address, entry)
    }
    entry.requests++
    if (entry.agents.size < maxAgents) entry.agents.add(hashText((agent ?? '').slice(0, 200)))
    entry.isTrusted ||= isTrusted
    return entry.isNear || isTrusted
  }

  function proxies(): readonly SuspectedProxy[] {
    const near = [...seen].filter(([, { isNear }]) => isNear)
    const isIntranet = near.length > mostNearProxies
    return [...seen]
      .flatMap(([source, entry]): SuspectedProxy[] => {
        const reason = reasonOf(entry, isIntranet)
        return reason === undefined ? [] : [{ source, requests: entry.requests, agents: entry.agents.size, reason }]
      })
      .toSorted((one, two) => two.requests - one.requests)
  }

  function reasonOf(
    { isNear, isTrusted, requests: own, agents }: Seen,
    isIntranet: boolean,
  ): SuspectedProxy['reason'] | undefined {
    if (isTrusted) return 'trusted'
    const share = own / requests
    if (isNear && (!isIntranet || share > 0.2)) return 'not-public'
    if (agents.size >= manyAgents && own >= 50 && share >= 0.1) return 'many-agents'
    return requests >= 1_000 && share > 0.9 ? 'most-requests' : undefined
  }

  return { add, proxies }
}
