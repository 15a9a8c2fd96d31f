import { clientAddress, clientSource, parseTrustProxy, type TrustProxy } from '@tidegate/engine/http'
import type { Model } from '@tidegate/model'
import { formatIp, type IpAddress, parseIp } from '@tidegate/values'
import { type ChainHop, hopChain } from './hop-chain.ts'
import { type Reach, reachReader } from './networks.ts'

/** What is wrong with how the client's address is found, and what to do. */
export interface Finding {
  readonly message: string
  readonly help: string
}

/** How the client's address of one request is found. */
export interface Examination {
  /** Where the policy looks: `peer`, or a header. */
  readonly source: string
  readonly chain: readonly ChainHop[]
  /** Absent where none can be told. */
  readonly client?: string
  readonly reach?: Reach
  /** Forwarding headers that are there, by lower-case name. */
  readonly present: readonly string[]
  readonly findings: readonly Finding[]
  /** The declaration that would find the client, where another one is needed. */
  readonly write?: string
}

/** Headers in which proxies tell the client's address, those that hold chains first. */
export const forwardingHeaders = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'x-client-ip',
  'x-envoy-external-address',
] as const

/**
 * Finds the client's address of a request as a policy and the option `trustProxy` do, and says whether that is right. `headers` are
 * names and values by turns.
 */
export function examineHeaders(
  peer: IpAddress | undefined,
  headers: readonly string[],
  model: Pick<Model, 'clientIp' | 'addressSets'>,
  trustProxy: TrustProxy | undefined,
): Examination {
  const lines = (name: string): readonly string[] =>
    headers.flatMap((value, index) => (index % 2 === 1 && headers[index - 1]!.toLowerCase() === name ? [value] : []))
  const present = forwardingHeaders.filter((name) => lines(name).length > 0)
  const source = clientSource(model, trustProxy)
  const own = source.kind === 'header' ? lines(source.header) : []
  const found = clientAddress(peer, peer === undefined, own.length === 0 ? undefined : own, source)
  const ip = found.kind === 'known' ? found.ip : undefined
  const client = ip === undefined ? undefined : formatIp(ip)
  const chain = hopChain(peer, own, source, client)
  const reach = ip === undefined ? undefined : reachReader()(ip)
  const findings: Finding[] = []
  const write = findFaults(
    { peer, ip, reach, present, lines, source, chain, doubt: found.kind === 'known' ? found.doubt : undefined },
    findings,
  )
  return {
    source: source.kind === 'peer' ? 'peer' : source.header,
    chain,
    ...(client !== undefined && { client }),
    ...(reach !== undefined && { reach }),
    present,
    findings,
    ...(write !== undefined && { write }),
  }
}

interface Seen {
  readonly peer: IpAddress | undefined
  readonly ip: IpAddress | undefined
  readonly reach: Reach | undefined
  readonly present: readonly string[]
  readonly lines: (name: string) => readonly string[]
  readonly source: ReturnType<typeof clientSource>
  readonly chain: readonly ChainHop[]
  readonly doubt: string | undefined
}

/** Files what is wrong, and returns the declaration that would be right. */
function findFaults(seen: Seen, findings: Finding[]): string | undefined {
  const { peer, reach, present, source, chain, doubt } = seen
  const header = present[0]
  const isPeerNear = peer !== undefined && reachReader()(peer) !== 'public'
  if (source.kind === 'peer') {
    if (header === undefined) return undefined
    if (isPeerNear) {
      const write = declarationFor(seen, header)
      findings.push({
        message: `the policy takes ${shown(peer)}, a proxy, for the client: it does not look at ${header}`,
        help: `write \`${write}\``,
      })
      return write
    }
    findings.push({
      message: `${header} is there and not believed; if ${shown(peer)} is one of your proxies, every client looks like it`,
      help: `then write \`${declarationFor(seen, header)}\`; if it is not, all is well: clients may write what they like there`,
    })
    return undefined
  }
  if (seen.lines(source.header).length === 0) {
    if (header !== undefined && chain[0]?.trusted === true) {
      const write = declarationFor(seen, header)
      findings.push({
        message: `the policy looks at ${source.header}, and the proxy writes ${header}`,
        help: `write \`${write}\``,
      })
      return write
    }
    if (chain[0]?.trusted === true) {
      findings.push({
        message: `${shown(peer)} is trusted and sent no ${source.header}: it stands for the client`,
        help: `have the proxy set ${source.header}, or ask this about a request that came through it`,
      })
    }
    return undefined
  }
  if (chain[0]?.trusted === false) {
    findings.push({
      message: `${shown(peer)} is not trusted, so ${source.header} is not believed`,
      help: `if it is one of your proxies, add it behind \`trusting\`: ${shown(peer)}`,
    })
    return undefined
  }
  if (doubt !== undefined) {
    findings.push({
      message: `the chain cannot be followed (${doubt.replaceAll('-', ' ')})`,
      help: 'look at what the last trusted proxy writes there',
    })
    return undefined
  }
  if (reach !== undefined && reach !== 'public') {
    const next = chain[chain.findIndex(({ client }) => client) + 1]
    if (next !== undefined) {
      findings.push({
        message: `the client found is ${shown(seen.ip)}, a ${reach} address: probably one more proxy`,
        help: `if it is yours, add it behind \`trusting\`: ${shown(seen.ip)}`,
      })
    }
  }
  return undefined
}

/** `client ip from …` that trusts the peer and the hops near it that are not public. */
function declarationFor({ peer, lines }: Seen, header: string): string {
  const trust = new Set(peer === undefined ? [] : [trustOf(peer)])
  const trustProxy = parseTrustProxy({ from: 'private, loopback, linklocal', header })
  const source = clientSource({ addressSets: [] }, trustProxy)
  const hops = hopChain(undefined, lines(header), source, undefined)
  for (const { address, trusted } of hops.slice(0, -1)) {
    const ip = address === undefined ? undefined : parseIp(address)
    if (ip === undefined || !trusted) break
    trust.add(trustOf(ip))
  }
  return `client ip from ${header} trusting ${[...trust].join(', ')}`
}

function trustOf(ip: IpAddress): string {
  return reachReader()(ip) === 'loopback' ? 'loopback' : formatIp(ip)
}

function shown(ip: IpAddress | undefined): string {
  return ip === undefined ? 'the socket' : formatIp(ip)
}
