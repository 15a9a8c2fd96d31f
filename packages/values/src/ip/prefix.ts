import { explainIp } from './explain-ip.ts'
import { formatIp } from './format-ip.ts'
import { type IpAddress, sameIp } from './ip-address.ts'
import { lastOfNetwork, networkOf } from './network-of.ts'
import { parseIp } from './parse-ip.ts'
import { quoteText } from './quote-text.ts'

/** The addresses that share the first `length` bits of `address` (RFC 4632, RFC 4291 §2.3). `address` is the first of them. */
export interface Prefix {
  readonly address: IpAddress
  /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly length: number
}

/** All addresses from `first` to `last`, both included, of one family. */
export interface IpRange {
  readonly first: IpAddress
  readonly last: IpAddress
}

/** The reason why a text is invalid, as a message in the style of the diagnostics. */
export interface InvalidText {
  readonly kind: 'invalid'
  readonly reason: string
}

/** The result of `parsePrefix`. `hostBitsSet`: the text contained an address inside the network (`10.0.0.7/8`). */
export type ParsedPrefix =
  | { readonly kind: 'prefix'; readonly prefix: Prefix; readonly hostBitsSet: boolean }
  | InvalidText

/**
 * Parses a prefix `address/length`, or returns the reason why it is invalid. Host bits are cleared and reported. A prefix of
 * IPv4-mapped addresses is the IPv4 prefix: `::ffff:192.0.2.0/120` is `192.0.2.0/24`; one that is shorter than /96 mixes families
 * and is rejected. Never throws.
 */
export function parsePrefix(text: string): ParsedPrefix {
  const slash = text.indexOf('/')
  if (slash < 0) return invalid(`${quoteText(text)} has no prefix length`)
  const addressText = text.slice(0, slash)
  const lengthText = text.slice(slash + 1)
  const address = parseIp(addressText)
  if (address === undefined) return invalid(explainIp(addressText))
  const written = parsePrefixLength(text, slash + 1, text.length)
  if (written < 0) return invalid(explainLength(lengthText))

  const mapped = address.family === 4 && addressText.includes(':')
  const longest = mapped || address.family === 6 ? 128 : 32
  if (written > longest) return invalid(`prefix length ${quoteText(lengthText)} is above ${longest}`)
  if (mapped && written < 96) {
    return invalid(
      `prefix length ${quoteText(lengthText)} of an IPv4-mapped address is below 96: write the prefix as IPv4`,
    )
  }
  const length = mapped ? written - 96 : written
  const network = networkOf(address, length, length)
  return { kind: 'prefix', prefix: { address: network, length }, hostBitsSet: !sameIp(network, address) }
}

/**
 * Parses a prefix length of one to three digits without leading zero in `text` from `start` to `end`; -1 if it is invalid. The
 * result may be above 128.
 */
export function parsePrefixLength(text: string, start: number, end: number): number {
  const digits = end - start
  if (digits < 1 || digits > 3 || (digits > 1 && text.charCodeAt(start) === 48)) return -1
  let length = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    length = length * 10 + digit
  }
  return length
}

/** The canonical text of a prefix, `address/length`. */
export function formatPrefix(prefix: Prefix): string {
  return `${formatIp(prefix.address)}/${prefix.length}`
}

/** The first and the last address of a prefix. */
export function prefixRange(prefix: Prefix): IpRange {
  return { first: prefix.address, last: lastOfNetwork(prefix.address, prefix.length) }
}

function explainLength(text: string): string {
  if (text === '') return 'the prefix length after `/` is missing'
  if (parseIp(text) !== undefined) return `netmask ${quoteText(text)}: expected a prefix length, as in \`/24\``
  if (/^0\d+$/.test(text)) return `leading zero in prefix length ${quoteText(text)}`
  if (/^\d+$/.test(text)) return `prefix length ${quoteText(text)} is above 128`
  return `prefix length ${quoteText(text)} is not a number`
}

function invalid(reason: string): InvalidText {
  return { kind: 'invalid', reason }
}
