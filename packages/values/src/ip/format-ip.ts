import type { IpAddress } from './ip-address.ts'

/**
 * The one canonical text of an address: dotted decimal for IPv4; for IPv6 the form of RFC 5952 §4 (lower case, no leading
 * zeros, the first longest run of two or more zero groups as `::`). `parseIp` reads it back as the same value.
 */
export function formatIp(ip: IpAddress): string {
  if (ip.family === 4) return formatDotted(ip.a)
  if (ip.a === 0 && ip.b === 0 && ip.c === 0xffff) return `::ffff:${formatDotted(ip.d)}`
  const groups = [ip.a >>> 16, ip.a & 0xffff, ip.b >>> 16, ip.b & 0xffff]
  groups.push(ip.c >>> 16, ip.c & 0xffff, ip.d >>> 16, ip.d & 0xffff)
  const gap = longestZeroRun(groups)
  if (gap.length < 2) return joinHex(groups)
  return `${joinHex(groups.slice(0, gap.start))}::${joinHex(groups.slice(gap.start + gap.length))}`
}

function formatDotted(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
}

function joinHex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { start: at - length + 1, length }
  })
  return best
}
