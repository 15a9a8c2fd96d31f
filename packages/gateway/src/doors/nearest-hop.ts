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
    if (headers[i]!.length !== 15 || headers[i]!.toLowerCase() !== 'x-forwarded-for') continue
    const value = headers[i + 1]!
    const comma = value.lastIndexOf(',')
    const address = value.slice(comma + 1).trim()
    if (address === '') break
    const others = headers.slice()
    if (comma < 0) others.splice(i, 2)
    else others[i + 1] = value.slice(0, comma)
    return { kind: 'hop', address, headers: others }
  }
  return fault('no address in X-Forwarded-For: the proxy has to append the address of its client')
}
