import { below, createRandom } from '../harness/random.ts'
import { freshText } from './fresh-text.ts'

const octets = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

/** Distinct IPv4 prefixes that resemble real lists: mostly /24, some longer or shorter, clustered in few /16s. */
export function v4Prefixes(count: number, seed = 1): readonly string[] {
  const random = createRandom(seed)
  const seen = new Set<string>()
  while (seen.size < count) {
    const cluster = (below(random, Math.max(64, count >> 6)) * 40_503) & 0xffff
    const length = [24, 24, 24, 24, 25, 26, 28, 32, 32, 22, 20][below(random, 11)] ?? 24
    const address = (((cluster << 16) | below(random, 65_536)) >>> 0) & (length === 32 ? -1 : ~(0xffff_ffff >>> length))
    seen.add(`${octets(address >>> 0)}/${length}`)
  }
  return [...seen]
}

/** Distinct IPv6 prefixes below 2000::/3, from /32 to /64. */
export function v6Prefixes(count: number, seed = 1): readonly string[] {
  const random = createRandom(seed)
  const seen = new Set<string>()
  const group = (): string => below(random, 65_536).toString(16)
  while (seen.size < count) {
    const first = (0x2000 + below(random, 0x1fff)).toString(16)
    const length = [32, 40, 48, 48, 48, 56, 64][below(random, 7)] ?? 48
    const second = group()
    const third = length === 32 ? '' : length === 40 ? `:${(below(random, 256) << 8).toString(16)}` : `:${group()}`
    const fourth = length === 56 ? `:${(below(random, 256) << 8).toString(16)}` : length === 64 ? `:${group()}` : ''
    seen.add(`${first}:${second}${third}${fourth}::/${length}`)
  }
  return [...seen]
}

/** Addresses as fresh strings; `share` of them are inside one of the prefixes, the others anywhere. */
export function v4Addresses(
  prefixes: readonly string[],
  count: number,
  share: number,
  seed: number,
): readonly string[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    if (random() >= share) return freshText(octets(below(random, 0xffff_ffff)))
    const [network = '0.0.0.0', length = '32'] = (prefixes[below(random, prefixes.length)] ?? '').split('/')
    const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number)
    const base = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    const size = 2 ** (32 - Number(length))
    return freshText(octets((base + below(random, size)) >>> 0))
  })
}

/** Like `v4Addresses`, for IPv6 addresses in full notation. */
export function v6Addresses(
  prefixes: readonly string[],
  count: number,
  share: number,
  seed: number,
): readonly string[] {
  const random = createRandom(seed)
  const group = (): string => below(random, 65_536).toString(16)
  return Array.from({ length: count }, () => {
    const [network = '2000::'] =
      random() < share
        ? (prefixes[below(random, prefixes.length)] ?? '').split('/')
        : [`${(0x2000 + below(random, 0x1fff)).toString(16)}:${group()}:${group()}::`]
    const groups = network.replace(/::$/, '').split(':')
    while (groups.length < 8) groups.push(groups.length >= 4 ? group() : '0')
    return freshText(groups.join(':'))
  })
}
