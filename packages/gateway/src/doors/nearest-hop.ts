import { type DoorFault, fault } from './door.ts'

/** The peer of the proxy, and the header fields without it. */
interface NearestHop {
  readonly kind: 'hop'
  readonly address: string
  readonly headers: readonly string[]
}

/**
 * The last address of X-Forwarded-For, which the proxy appends itself: the address of its peer. The field keeps what was before it, so
 * that the gate reads the request as the proxy received it. A fault if there is no X-Forwarded-For.
 */
export function nearestHop(headers: readonly string[]): NearestHop | DoorFault {
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    if (headers[i]!.toLowerCase() !== 'x-forwarded-for') continue
    const value = headers[i + 1]!
    const comma = value.lastIndexOf(',')
    const address = value.slice(comma + 1).trim()
    const earlier = comma < 0 ? [] : [headers[i]!, value.slice(0, comma)]
    if (address === '') break
    return { kind: 'hop', address, headers: [...headers.slice(0, i), ...earlier, ...headers.slice(i + 2)] }
  }
  return fault('no address in X-Forwarded-For: the proxy has to append the address of its client')
}
