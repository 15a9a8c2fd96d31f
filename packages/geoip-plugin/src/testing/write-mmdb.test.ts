import { runs } from '@tidegate/test-support'
import { parseIp, parsePrefix, networkOf, sameIp } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDatabase } from '../database.ts'
import type { MmdbValue } from './encode-mmdb-value.ts'
import { writeMmdb } from './write-mmdb.ts'

function find(bytes: Uint8Array, ip: string): unknown {
  return readDatabase(Buffer.from(bytes)).find(ip, parseIp(ip)!)
}

/** The record of the longest prefix that contains an address, found by trying all of them. */
function slowFind(networks: Readonly<Record<string, MmdbValue>>, ip: string): unknown {
  const address = parseIp(ip)!
  let best: { readonly length: number; readonly record: MmdbValue } | undefined
  for (const [text, record] of Object.entries(networks)) {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'invalid' || parsed.prefix.address.family !== address.family) continue
    const { length, address: network } = parsed.prefix
    const isInside = sameIp(networkOf(address, length, length), network)
    if (isInside && (best === undefined || length > best.length)) best = { length, record }
  }
  return best?.record
}

const word = fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 64n)
const ipv4Text = fc.tuple(fc.constantFrom(10, 192, 203), fc.constantFrom(0, 1, 255), fc.constantFrom(0, 128), fc.nat(3))
const ipv4 = ipv4Text.map((bytes) => bytes.join('.'))
const ipv6 = fc.tuple(fc.constantFrom('2001:db8', '2a00:1'), fc.nat(3), fc.nat(2)).map(([a, b, c]) => `${a}:${b}::${c}`)
const prefix = fc.oneof(
  fc.tuple(ipv4, fc.constantFrom(8, 16, 24, 31, 32)).map(([ip, length]) => networkText(ip, length)),
  fc.tuple(ipv6, fc.constantFrom(16, 32, 48, 64, 127, 128)).map(([ip, length]) => networkText(ip, length)),
)

function networkText(ip: string, length: number): string {
  return `${ip}/${length}`
}

describe('writeMmdb', () => {
  it('writes a database in which a reader finds the record of the longest prefix', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(prefix, { minLength: 1, maxLength: 12, selector: canonical }),
        fc.array(fc.oneof(ipv4, ipv6), { minLength: 8, maxLength: 8 }),
        (prefixes, addresses) => {
          const networks = Object.fromEntries(prefixes.map((text, index) => [text, { index }]))
          const bytes = writeMmdb({ type: 'Test', networks })
          expect(addresses.map((ip) => find(bytes, ip))).toEqual(addresses.map((ip) => slowFind(networks, ip)))
        },
      ),
      { numRuns: runs(80) },
    )
  })

  it('writes every kind of value, of every size', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(28, 29, 284, 285, 65_820, 65_821).map((length) => 'é'.repeat(length)),
    )
    const leaf = fc.oneof(text, fc.boolean(), fc.nat(2 ** 32 - 1), fc.double({ noNaN: true }), word)
    const value = fc.letrec<{ value: MmdbValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        { weight: 4, arbitrary: leaf },
        { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 40 }) },
        { weight: 1, arbitrary: fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), tie('value'), { maxKeys: 35 }) },
      ),
    })).value
    fc.assert(
      fc.property(value, (written) => {
        const bytes = writeMmdb({ type: 'Test', networks: { '192.0.2.0/24': { written } } })
        expect(normal(find(bytes, '192.0.2.7'))).toEqual(normal({ written }))
      }),
      { numRuns: runs(100) },
    )
  })

  it('rejects what is not a prefix of the family, and prefixes of length 0', () => {
    expect(() => writeMmdb({ type: 'Test', networks: { '192.0.2.0': {} } })).toThrow('has no prefix length')
    expect(() => writeMmdb({ type: 'Test', networks: { '2001:db8::/32': {} }, ipVersion: 4 })).toThrow(
      'not an IPv4 prefix',
    )
    expect(() => writeMmdb({ type: 'Test', networks: { '::/0': {} } })).toThrow('length 0')
  })
})

function canonical(text: string): string {
  const parsed = parsePrefix(text)
  return parsed.kind === 'prefix' ? JSON.stringify(parsed.prefix) : text
}

/** The value in a form that can be compared: 64-bit numbers are read as bigints, and -0 is written like 0. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)))
}
