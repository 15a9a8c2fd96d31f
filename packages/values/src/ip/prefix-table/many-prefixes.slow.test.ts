import { createRandom, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { formatIp } from '../format-ip.ts'
import { type IpAddress, ipv4, ipv6, sameIp } from '../ip-address.ts'
import { ipSetHas } from '../ip-set.ts'
import { lastOfNetwork, networkOf } from '../network-of.ts'
import { parseIpList } from '../parse-ip-list.ts'
import { buildPrefixTable, checkPrefixTable, classHas, classOf } from './prefix-table.ts'

/** A hundred thousand prefixes in four lists; a million in `pnpm test:deep`. */
const perList = runs(25_000)

/** A generator of unsigned 32-bit numbers, the same for the same seed. */
function randomWords(): () => number {
  const random = createRandom(seed)
  return () => Math.floor(random() * 2 ** 32)
}

interface Drawn {
  readonly address: IpAddress
  readonly length: number
}

function drawV4(next: () => number): Drawn {
  const length = [16, 20, 22, 24, 24, 24, 28, 32][next() % 8]!
  return { address: networkOf(ipv4(next()), length, 0), length }
}

function drawV6(next: () => number): Drawn {
  const length = [32, 40, 48, 48, 56, 64, 64, 128][next() % 8]!
  const ip = ipv6((0x20000000 | (next() & 0xfff0fff)) >>> 0, next(), next(), next())
  return { address: networkOf(ip, 0, length), length }
}

/** The reference: looks through all prefixes of a list, by the first word and then by the whole address. */
function referenceOf(drawn: readonly Drawn[]): (ip: IpAddress) => boolean {
  const firstWords = Uint32Array.from(drawn, ({ address }) => address.a)
  const lastWords = Uint32Array.from(drawn, ({ address, length }) => lastOfNetwork(address, length).a)
  return (ip) => {
    for (let i = 0; i < drawn.length; i++) {
      if (ip.a < firstWords[i]! || ip.a > lastWords[i]!) continue
      const { address, length } = drawn[i]!
      if (sameIp(networkOf(ip, length, length), address)) return true
    }
    return false
  }
}

describe('very many prefixes', () => {
  it.each([
    ['IPv4', drawV4, 14],
    ['IPv6', drawV6, 40],
  ])(
    'of %s are found as by a linear search',
    (_, draw, maxBytes) => {
      const next = randomWords()
      const lists = Array.from({ length: 4 }, () => Array.from({ length: perList }, () => draw(next)))
      const sets = lists.map((drawn) => {
        const list = parseIpList(drawn.map(({ address, length }) => `${formatIp(address)}/${length}`).join('\n'))
        expect([list.entries, list.errorCount, list.warningCount]).toEqual([perList, 0, 0])
        return list.set
      })
      const table = buildPrefixTable(sets)
      expect(checkPrefixTable(table)).toBeUndefined()
      expect(table.classCount).toBeLessThanOrEqual(16)
      const words = Object.values({ ...table.v4, ...table.v6 }).filter((value) => ArrayBuffer.isView(value))
      expect(words.reduce((sum, { byteLength }) => sum + byteLength, 0) / (4 * perList)).toBeLessThan(maxBytes)

      const references = lists.map(referenceOf)
      const sample: IpAddress[] = []
      for (let i = 0; i < 60; i++) {
        const { address, length } = lists[next() % 4]![next() % perList]!
        const last = lastOfNetwork(address, length)
        sample.push(address, last, draw(next).address)
        if (address.family === 4) sample.push(ipv4((address.a - 1) >>> 0), ipv4((last.a + 1) >>> 0))
        else
          sample.push(ipv6(address.a, address.b, (address.c - 1) >>> 0, 0xffffffff), { ...last, b: (last.b + 1) >>> 0 })
      }
      for (const ip of sample) {
        const cls = classOf(table, ip)
        const expected = references.map((has) => has(ip))
        const found = [0, 1, 2, 3].map((set) => classHas(table, cls, set))
        expect([formatIp(ip), found]).toEqual([formatIp(ip), expected])
        expect([formatIp(ip), sets.map((set) => ipSetHas(set, ip))]).toEqual([formatIp(ip), expected])
      }
    },
    90_000,
  )
})
