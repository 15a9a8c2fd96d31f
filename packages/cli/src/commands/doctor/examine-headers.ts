import { type AddressDoubt, clientAddress, clientSource, parseTrustProxy, type TrustProxy } from '@tidegate/engine/http'
import type { Model } from '@tidegate/model'
import { formatIp, type IpAddress, parseIp } from '@tidegate/values'
import { type ChainHop, hopChain } from './hop-chain.ts'
import { type Reach, reachReader } from './networks.ts'

/** A problem with how the client's address is determined, and how to fix it. */
export interface Finding {
  readonly message: string
  readonly help: string
}

/** The way in which the client's address in one request is determined. */
export interface Examination {
  /** What the policy takes the address from: `peer`, or the name of a header. */
  readonly source: string
  readonly chain: readonly ChainHop[]
  /** Address of the client; absent if it is unknown. */
  readonly client?: string
  /** Why the client is unknown, if what a trusted proxy sent cannot be used. */
  readonly doubt?: AddressDoubt
  readonly reach?: Reach
  /** Lower-case names of the forwarding headers in the request. */
  readonly present: readonly string[]
  readonly findings: readonly Finding[]
  /** Declaration that determines the client correctly, if the current one does not. */
  readonly write?: string
}

/** Headers in which proxies forward the client's address, those with chains first. */
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
 * Determines the client's address in a request in the same way as a policy and the option `trustProxy`, and checks the result. `headers`
 * are alternating names and values.
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
  const chain = hopChain(peer, own, source, ip !== undefined)
  const reach = ip === undefined ? undefined : reachReader()(ip)
  const findings: Finding[] = []
  const write = addFindings(
    { peer, ip, reach, present, lines, source, chain, doubt: found.kind === 'unsure' ? found.doubt : undefined },
    findings,
  )
  return {
    source: source.kind === 'peer' ? 'peer' : source.header,
    chain,
    ...(client !== undefined && { client }),
    ...(found.kind === 'unsure' && { doubt: found.doubt }),
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
  readonly doubt: AddressDoubt | undefined
}

/** Adds the problems to `findings`, and returns the declaration that would fix them. */
function addFindings(seen: Seen, findings: Finding[]): string | undefined {
  const { peer, reach, present, source, chain, doubt } = seen
  const header = present[0]
  const isPeerNear = peer !== undefined && reachReader()(peer) !== 'public'
  if (source.kind === 'peer') {
    if (header === undefined) return undefined
    if (isPeerNear) {
      const write = declarationFor(seen, header)
      findings.push({
        message: `the policy takes ${shown(peer)}, a proxy, for the client: it does not use ${header}`,
        help: `write \`${write}\``,
      })
      return write
    }
    findings.push({
      message: `${header} is present but not trusted; if ${shown(peer)} is one of your proxies, all clients appear as ${shown(peer)}`,
      help: `if it is, write \`${declarationFor(seen, header)}\`; if not, there is nothing to fix: clients can send any value`,
    })
    return undefined
  }
  if (seen.lines(source.header).length === 0) {
    if (header !== undefined && chain[0]?.trusted === true) {
      const write = declarationFor(seen, header)
      findings.push({
        message: `the policy uses ${source.header}, but the proxy sends ${header}`,
        help: `write \`${write}\``,
      })
      return write
    }
    if (chain[0]?.trusted === true) {
      findings.push({
        message: `${shown(peer)} is trusted but sent no ${source.header}, so it is taken for the client`,
        help: `make the proxy set ${source.header}, or examine a request that came through it`,
      })
    }
    return undefined
  }
  if (chain[0]?.trusted === false) {
    findings.push({
      message: `${shown(peer)} is not trusted, so ${source.header} is ignored`,
      help: `if it is one of your proxies, add ${shown(peer)} after \`trusting\``,
    })
    return undefined
  }
  if (doubt !== undefined) {
    findings.push({
      message: `the client is unknown (${doubtWords[doubt]}): its address counts as inside for block and limit, and as outside for allow only and exempt`,
      help: `check what the last trusted proxy writes into ${source.header}`,
    })
    return undefined
  }
  if (reach !== undefined && reach !== 'public') {
    const next = chain[chain.findIndex(({ client }) => client) + 1]
    if (next !== undefined) {
      findings.push({
        message: `the client would be ${shown(seen.ip)}, a ${reach} address: probably another proxy`,
        help: `if it is one of your proxies, add ${shown(seen.ip)} after \`trusting\``,
      })
    }
  }
  return undefined
}

/** Returns a `client ip from …` that trusts the peer and the next hops as long as they are not public. */
function declarationFor({ peer, lines }: Seen, header: string): string {
  const trust = new Set(peer === undefined ? [] : [trustOf(peer)])
  const trustProxy = parseTrustProxy({ from: 'private, loopback, linklocal', header })
  const source = clientSource({ addressSets: [] }, trustProxy)
  const hops = hopChain(undefined, lines(header), source, false)
  for (const { address, trusted } of hops.slice(0, -1)) {
    const ip = address === undefined ? undefined : parseIp(address)
    if (ip === undefined || !trusted) break
    trust.add(trustOf(ip))
  }
  return `client ip from ${header} trusting ${[...trust].join(', ')}`
}

const doubtWords: Readonly<Record<AddressDoubt, string>> = {
  'malformed-hop': 'a hop is not an address',
  'too-many-hops': 'more than 32 trusted hops',
  'several-values': 'a header for one address occurs more than once',
}

function trustOf(ip: IpAddress): string {
  return reachReader()(ip) === 'loopback' ? 'loopback' : formatIp(ip)
}

function shown(ip: IpAddress | undefined): string {
  return ip === undefined ? 'the socket' : formatIp(ip)
}
