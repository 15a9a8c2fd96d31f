import { type IpAddress, ipv4, ipv6 } from './ip-address.ts'

// Eight groups of four digits take 39 characters, and six groups with a dotted tail 45: anything longer is not an address.
const longestText = 45

const longestDotted = 15

/** The value of each hexadecimal digit by its character code; -1 for other characters. */
const digitValues = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? -1 : value
})

/**
 * Parses an address; undefined if the text is not exactly one address. Strict: four decimal octets without leading zeros, or the
 * forms of RFC 4291 §2.2; no zone id, bracket, port, white space, short (`127.1`), octal or numeric notation. An IPv4-mapped
 * address is returned as IPv4. `explainIp` explains what is wrong. Never throws, and reads at most 45 characters twice.
 */
export function parseIp(text: string): IpAddress | undefined {
  return parseIpPart(text, 0, text.length)
}

/** Same as `parseIp(text.slice(start, end))` without creating the slice. */
export function parseIpPart(text: string, start: number, end: number): IpAddress | undefined {
  if (end - start > longestText) return undefined
  const value = end - start > longestDotted ? -1 : parseDotted(text, start, end)
  if (value >= 0) return ipv4(value)
  return parseColons(text, start, end)
}

/** The 32-bit number of a dotted IPv4 address in `text` from `start` to `end`, or -1. */
function parseDotted(text: string, start: number, end: number): number {
  let high = 0
  let i = start
  for (let place = 0; place < 4; place++) {
    if (i >= end) return -1
    let octet = text.charCodeAt(i++) - 48
    if (octet < 0 || octet > 9) return -1
    let digits = 1
    while (i < end) {
      const digit = text.charCodeAt(i++) - 48
      if (digit === -2) {
        if (place === 3) return -1
        digits = 0
        break
      }
      if (digit < 0 || digit > 9 || octet === 0) return -1
      octet = octet * 10 + digit
      if (octet > 255) return -1
    }
    if (place === 3) return high * 256 + octet
    if (digits !== 0) return -1
    high = (high << 8) | octet
  }
  return -1
}

/** The address of an IPv6 text (RFC 4291 §2.2) from `start` to `end`, or undefined. */
function parseColons(text: string, start: number, end: number): IpAddress | undefined {
  // Groups before `::` are stored from the left; groups after it are shifted in from the right.
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let tailA = 0
  let tailB = 0
  let tailC = 0
  let tailD = 0
  let count = 0
  let gapAt = -1
  let i = start
  if (end - start < 2) return undefined
  if (text.charCodeAt(i) === 58) {
    if (text.charCodeAt(i + 1) !== 58) return undefined
    gapAt = 0
    i += 2
  }
  while (i < end) {
    const groupStart = i
    // WHY: most groups have four digits; these are read without a branch for each.
    let group = i + 4 <= end ? fourDigits(text, i) : -1
    if (group >= 0) i += 4
    else {
      group = 0
      for (let value = 0; i < end && (value = digitAt(text, i)) >= 0; i++) group = (group << 4) | value
      if (i === groupStart) return undefined
    }
    if (count === 8) return undefined
    const code = i < end ? text.charCodeAt(i) : 0

    if (code === 46) {
      const dotted = parseDotted(text, groupStart, end)
      if (dotted < 0 || count > 6) return undefined
      if (gapAt < 0) {
        if (count !== 6) return undefined
        d = dotted
      } else {
        tailA = tailB
        tailB = tailC
        tailC = tailD
        tailD = dotted
      }
      count += 2
      i = end
      break
    }

    if (gapAt >= 0) {
      tailA = (tailA << 16) | (tailB >>> 16)
      tailB = (tailB << 16) | (tailC >>> 16)
      tailC = (tailC << 16) | (tailD >>> 16)
      tailD = (tailD << 16) | group
    } else {
      const placed = count & 1 ? group : group << 16
      if (count < 4) {
        if (count < 2) a |= placed
        else b |= placed
      } else if (count < 6) c |= placed
      else d |= placed
    }
    count++

    if (i === end) break
    if (code !== 58) return undefined
    i++
    if (i === end) return undefined
    if (text.charCodeAt(i) === 58) {
      if (gapAt >= 0) return undefined
      gapAt = count
      i++
    }
  }
  if (gapAt < 0 ? count !== 8 : count > 7) return undefined

  a |= tailA
  b |= tailB
  c |= tailC
  d |= tailD
  if (a === 0 && b === 0 && c === 0xffff) return ipv4(d >>> 0)
  return ipv6(a >>> 0, b >>> 0, c >>> 0, d >>> 0)
}

/** The number of the four hexadecimal digits at a position, or a number below 0 if they are not four digits. */
function fourDigits(text: string, at: number): number {
  return (digitAt(text, at) << 12) | (digitAt(text, at + 1) << 8) | (digitAt(text, at + 2) << 4) | digitAt(text, at + 3)
}

/** The value of a hexadecimal digit, or a number below 0 if the character is not one. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return digitValues[code & 127]! | -(code >>> 7)
}
