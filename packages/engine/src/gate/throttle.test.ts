import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createThrottle } from './throttle.ts'

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
})
