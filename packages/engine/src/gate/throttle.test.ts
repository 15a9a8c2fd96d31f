import { type IpAddress, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { halfSipHash } from '../counters/half-siphash.ts'
import { createThrottle, type Throttle } from './throttle.ts'

const a = parseIp('203.0.113.7')!
const b = parseIp('203.0.113.8')!

describe('createThrottle', () => {
  it('admits one event a minute per topic and address, and counts the others', () => {
    const { admit } = createThrottle()
    expect([admit(1, a, 0), admit(1, a, 1), admit(1, a, 59_999)]).toEqual([0, -1, -1])
    expect([admit(2, a, 2), admit(1, b, 3), admit(1, undefined, 4)]).toEqual([0, 0, 0])
    expect([admit(1, a, 60_000), admit(1, a, 60_001), admit(1, a, 120_000)]).toEqual([2, -1, 1])
  })

  it('treats an IPv6 /64 as one subject, and distinguishes IPv4 from IPv6', () => {
    const { admit } = createThrottle()
    expect(admit(1, parseIp('2001:db8::1'), 0)).toBe(0)
    expect(admit(1, parseIp('2001:db8::2'), 0)).toBe(-1)
    expect(admit(1, parseIp('2001:db8:0:1::1'), 0)).toBe(0)
    expect(admit(1, parseIp('32.1.13.184'), 0)).toBe(0)
  })

  it('never suppresses the first event of a subject, even with many subjects', () => {
    const { admit } = createThrottle()
    for (let i = 0; i < 50_000; i++) expect(admit(1, { family: 4, a: i * 7919, b: 0, c: 0, d: 0 }, i)).toBe(0)
  })

  it('hashes with a secret key, so that networks that displace each other in one process do not in another', () => {
    const keyed = (key: number): Throttle => createThrottle(() => key)
    const five = sharingSet(7)
    const admitted = ({ admit }: Throttle): number =>
      Array.from({ length: 1_000 }, (_, i) => admit(topic, five[i % 5], i)).filter((suppressed) => suppressed >= 0)
        .length
    expect(admitted(keyed(7))).toBe(1_000)
    expect(admitted(keyed(8))).toBe(5)
    expect(admitted(createThrottle())).toBeLessThan(1_000)
  })
})

const topic = 1

/** Five /64 of one /48 that share a set of four in a throttle with this key. */
function sharingSet(key: number): readonly IpAddress[] {
  const hash = new Uint32Array(2)
  const nets = Array.from({ length: 65_536 }, (_, i): IpAddress => ({ family: 6, a: 0x20010db8, b: i, c: 0, d: 0 }))
  const bySet = Map.groupBy(nets, ({ a, b }) => {
    halfSipHash(Uint32Array.of(a, b, (topic << 1) | 1), 3, key, key, hash)
    return hash[0]! % 1024
  })
  return [...bySet.values()].find((found) => found.length >= 5)!.slice(0, 5)
}
