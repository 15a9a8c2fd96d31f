import { type IpAddress, parseIp } from '@tidegate/values'
import { parseHop, trimBlanks } from './parse-hop.ts'

/** The syntax of a header with one address, which is used only if it occurs once. */
export interface SingleForm {
  /** Returns the address in a line, or undefined. */
  readonly readAddress: (line: string) => IpAddress | undefined
}

/** An address alone, or with a port where that is unambiguous: `192.0.2.1:443`, `[2001:db8::1]:443`. */
export const singleForm: SingleForm = { readAddress: parseHop }

/**
 * `CloudFront-Viewer-Address`: the address, a colon and the port, without brackets around IPv6.
 *
 * Source: "Add CloudFront request headers", Amazon CloudFront Developer Guide.
 */
export const addressAndPortForm: SingleForm = { readAddress: readAddressAndPort }

function readAddressAndPort(line: string): IpAddress | undefined {
  const text = trimBlanks(line)
  const [, address] = /^([\da-f:.]{2,45}):\d{1,5}$/i.exec(text) ?? []
  // WHY: `2001:db8::1:443` is an address too, with which a client would have another identity for each of its ports.
  if (address?.includes(':') === true) return parseIp(address)
  return text.includes(':') && !text.startsWith('[') && address === undefined ? undefined : parseHop(text)
}
