import type { IpAddress } from './ip-address.ts'

/**
 * Returns the canonical text of an address: dotted decimal for IPv4; for IPv6 the form of RFC 5952 §4 (lower case, no leading
 * zeros, the first longest run of two or more zero groups as `::`). `parseIp` reads it as the same value.
 */
export function formatIp(ip: IpAddress): string {
  if (ip.family === 4) return formatDotted(ip.a)
  if (ip.a === 0 && ip.b === 0 && ip.c === 0xffff) return `::ffff:${formatDotted(ip.d)}`
  const gap = longestZeroRun(ip)
  let text = ''
  for (let i = 0; i < 8; i++) {
    if (i === gap.start) {
      text += '::'
      i += gap.length - 1
    } else {
      text += i === 0 || i === gap.start + gap.length ? '' : ':'
      text += groupAt(ip, i).toString(16)
    }
  }
  return text
}

function formatDotted(word: number): string {
  return (
    headOctets[word >>> 24]! + headOctets[(word >>> 16) & 255]! + headOctets[(word >>> 8) & 255]! + octets[word & 255]!
  )
}

// WHY: converting a number to text costs more than joining.
const octets: readonly string[] = Array.from({ length: 256 }, (_, octet) => String(octet))
const headOctets: readonly string[] = octets.map((octet) => `${octet}.`)

/** Group `index` of an IPv6 address, 0 to 7 from the left. */
function groupAt(ip: IpAddress, index: number): number {
  const word = index < 4 ? (index < 2 ? ip.a : ip.b) : index < 6 ? ip.c : ip.d
  return index & 1 ? word & 0xffff : word >>> 16
}

/** The first longest run of at least two zero groups; start -1 and length 0 if there is none. */
function longestZeroRun(ip: IpAddress): { readonly start: number; readonly length: number } {
  let start = -1
  let longest = 1
  let length = 0
  for (let i = 0; i < 8; i++) {
    length = groupAt(ip, i) === 0 ? length + 1 : 0
    if (length > longest) {
      start = i - length + 1
      longest = length
    }
  }
  return { start, length: start < 0 ? 0 : longest }
}
