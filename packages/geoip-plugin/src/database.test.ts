import { runs } from '@tidegate/test-support'
import { parseIp } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDatabase } from './database.ts'
import { writeMmdb } from './testing/write-mmdb.ts'

const good = Buffer.from(
  writeMmdb({
    type: 'GeoLite2-Country',
    builtAtMs: Date.UTC(2026, 10, 1),
    networks: {
      '192.0.2.0/24': { country: { iso_code: 'RO', names: { en: 'Romania' } } },
      '2001:db8::/32': { country: { iso_code: 'DE' } },
    },
  }),
)

const find = (bytes: Buffer, ip: string): unknown => readDatabase(bytes).find(ip, parseIp(ip)!)

describe('readDatabase', () => {
  it('returns the type of the database and the time when it was built', () => {
    expect(readDatabase(good)).toMatchObject({ type: 'GeoLite2-Country', builtAtMs: Date.UTC(2026, 10, 1) })
    expect(find(good, '192.0.2.1')).toEqual({ country: { iso_code: 'RO', names: { en: 'Romania' } } })
    expect(find(good, '192.0.3.1')).toBeUndefined()
  })

  it('finds no IPv6 address in a database of IPv4 addresses', () => {
    const bytes = Buffer.from(writeMmdb({ type: 'T', ipVersion: 4, networks: { '32.0.0.0/8': { a: 1 } } }))
    expect(find(bytes, '32.1.2.3')).toEqual({ a: 1 })
    expect(find(bytes, '2001:db8::1')).toBeUndefined()
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<html>not found</html>')],
    ['zeros', Buffer.alloc(10_000)],
    ['a file cut off at its end', good.subarray(0, good.length - 1)],
    ['a file cut off in the middle', good.subarray(0, good.length / 2)],
    ['a file cut off at its beginning', good.subarray(40)],
  ])('rejects %s with a message', (_, bytes) => {
    expect(() => readDatabase(bytes)).toThrow(/database|version|read/)
  })

  it('returns a record or undefined, or throws an error, whatever bytes are damaged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = Buffer.from(good)
          for (const [at, byte] of changes) bytes[at] = byte
          let outcome: string
          try {
            outcome = typeof find(bytes, '192.0.2.1')
          } catch (error) {
            outcome = error instanceof Error ? 'error' : 'something else'
          }
          expect(['object', 'undefined', 'error']).toContain(outcome)
        },
      ),
      { numRuns: runs(1000) },
    )
  })
})
