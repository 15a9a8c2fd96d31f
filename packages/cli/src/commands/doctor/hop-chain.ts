import type { ClientSource } from '@tidegate/engine/http'
import { formatIp, type IpAddress, ipSetHas, parseIp } from '@tidegate/values'

/** One address on the way from the client to the server. */
export interface ChainHop {
  /** `peer` for the address that connects, otherwise the header that contains the hop. */
  readonly from: string
  /** Text of the hop in the header. */
  readonly written: string
  /** Address of the hop; absent if its text is not an address. */
  readonly address?: string
  readonly trusted: boolean
  /** Whether this address is taken for the client's. */
  readonly client: boolean
}

/** Maximum number of hops to show; the engine has the same limit. */
const maxHops = 32

/**
 * Returns the hops that a header contains, from right to left (nearest first), with the address that the source reads and whether it trusts
 * it. `client` is the address that was chosen.
 */
export function hopChain(
  peer: IpAddress | undefined,
  lines: readonly string[],
  source: ClientSource,
  client: string | undefined,
): readonly ChainHop[] {
  const trusts = (ip: IpAddress | undefined): boolean =>
    ip !== undefined && source.kind === 'header' && ipSetHas(source.trusted, ip)
  const chain: Omit<ChainHop, 'client'>[] = []
  if (peer !== undefined) {
    chain.push({ from: 'peer', written: formatIp(peer), address: formatIp(peer), trusted: trusts(peer) })
  }
  if (source.kind === 'header') {
    for (const { written, ip } of hopsOf(lines, source)) {
      chain.push({
        from: source.header,
        written,
        ...(ip !== undefined && { address: formatIp(ip) }),
        trusted: trusts(ip),
      })
    }
  }
  const chosen = chain.findLastIndex(({ address }, index) => {
    return address === client && chain.slice(0, index).every(({ trusted }) => trusted)
  })
  return chain.map((hop, index) => ({ ...hop, client: index === chosen }))
}

function* hopsOf(
  lines: readonly string[],
  { form }: Extract<ClientSource, { kind: 'header' }>,
): Generator<{ readonly written: string; readonly ip: IpAddress | undefined }> {
  let count = 0
  for (const line of lines.toReversed()) {
    if (form === 'single') {
      yield { written: line.trim(), ip: parseIp(line.trim()) }
      continue
    }
    for (let end = line.length; count < maxHops; count += 1) {
      const start = form.elementStart(line, end)
      if (start < 0) {
        yield { written: line.slice(0, end).trim(), ip: undefined }
        break
      }
      yield { written: line.slice(start, end).trim(), ip: form.readHop(line, start, end) }
      if (start === 0) break
      end = start - 1
    }
  }
}
