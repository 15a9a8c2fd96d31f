import type { ClientSource } from '@tidegate/engine/http'
import { formatIp, type IpAddress, ipSetHas } from '@tidegate/values'

/** One address on the way from the client to the server. */
export interface ChainHop {
  /** `peer` for the address that connects, otherwise the header that contains the hop. */
  readonly from: string
  /** Text of the hop in the header. */
  readonly written: string
  /** Address of the hop; absent if its text is not an address. */
  readonly address?: string
  /** Whether the search continues after this hop: it is trusted, or among the number of hops that are. */
  readonly trusted: boolean
  /** Whether this address is taken for the client's. */
  readonly client: boolean
}

/** Maximum number of hops to show; the engine has the same limit. */
const maxHops = 32

/**
 * Returns the hops that a header contains, from right to left (nearest first), with the address that the source reads and whether it passes
 * the search on to the next hop. `isKnown`: the engine found a client, which is the first hop that does not pass it on, or the last one.
 */
export function hopChain(
  peer: IpAddress | undefined,
  lines: readonly string[],
  source: ClientSource,
  isKnown: boolean,
): readonly ChainHop[] {
  const chain: Omit<ChainHop, 'client'>[] = []
  if (peer !== undefined) {
    const trusted = source.kind === 'header' && ipSetHas(source.trusted, peer)
    chain.push({ from: 'peer', written: formatIp(peer), address: formatIp(peer), trusted })
  }
  if (source.kind === 'header') {
    let hop = 0
    for (const { written, ip } of hopsOf(lines, source)) {
      hop += 1
      const isPassed = source.hops === undefined ? ip !== undefined && ipSetHas(source.trusted, ip) : hop < source.hops
      chain.push({
        from: source.header,
        written,
        ...(ip !== undefined && { address: formatIp(ip) }),
        trusted: ip !== undefined && isPassed,
      })
    }
  }
  const stop = chain.findIndex(({ trusted }) => !trusted)
  const chosen = isKnown ? (stop < 0 ? chain.length - 1 : stop) : -1
  return chain.map((hop, index) => ({ ...hop, client: index === chosen }))
}

function* hopsOf(
  lines: readonly string[],
  { form }: Extract<ClientSource, { kind: 'header' }>,
): Generator<{ readonly written: string; readonly ip: IpAddress | undefined }> {
  let count = 0
  for (const line of lines.toReversed()) {
    if ('readAddress' in form) {
      if (line.trim() === '') continue
      yield { written: line.trim(), ip: form.readAddress(line) }
      continue
    }
    for (let end = line.length; count < maxHops; count += 1) {
      const start = form.elementStart(line, end)
      if (start < 0) {
        yield { written: line.slice(0, end).trim(), ip: undefined }
        break
      }
      const written = line.slice(start, end).trim()
      // The engine ignores empty elements of a list.
      if (written !== '') yield { written, ip: form.readHop(line, start, end) }
      if (start === 0) break
      end = start - 1
    }
  }
}
