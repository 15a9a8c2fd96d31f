import { type IpAddress, type IpSet, ipSetHas, IpSetBuilder, namedNetwork, parseIpPart } from '@tidegate/values'
import { addressWithPort } from './address-with-port.ts'

/**
 * Header fields in which proxies write the address of the client. A log may contain one of them in place of the address that connected.
 *
 * Sources: RFC 7239; the documentation of nginx (`real_ip_header`), Cloudflare, Fastly, Akamai, Fly.io, CloudFront and Envoy.
 */
export const clientHeaders: readonly string[] = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'x-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-envoy-external-address',
  'cloudfront-viewer-address',
  'x-azure-clientip',
]

/**
 * Returns the client in a list of addresses that a log contains in place of one address: the last that is public, since each proxy
 * appends the address that connected to it, or else the first. Elements are as in `X-Forwarded-For` or `Forwarded`, with or without
 * ports. Elements in front of one that is not an address do not matter, since anyone can have sent them. Returns undefined if the last
 * element is not an address.
 */
export function clientOfList(list: string): IpAddress | undefined {
  let client: IpAddress | undefined
  for (const element of list.split(',').toReversed()) {
    const written = element.trim()
    if (written === '') continue
    const ip = addressOf(written)
    if (ip === undefined) return client
    if (!ipSetHas(notPublic, ip)) return ip
    client = ip
  }
  return client
}

/** Whether a text is a list of addresses, as proxies write it. */
export function isForwardedList(text: string): boolean {
  return clientOfList(text) !== undefined
}

function addressOf(element: string): IpAddress | undefined {
  const [, node] = /(?:^|;) *for="?([^";]+)"?/i.exec(element) ?? []
  const text = node ?? element
  return parseIpPart(text, 0, text.length) ?? addressWithPort(text)
}

// RFC 6598: addresses between carriers and their customers.
const notPublic: IpSet = (() => {
  const builder = new IpSetBuilder()
  for (const name of ['loopback', 'private', 'linklocal']) builder.addSet(namedNetwork(name)!)
  builder.addPrefix({ address: parseIpPart('100.64.0.0', 0, 10)!, length: 10 })
  return builder.build()
})()
