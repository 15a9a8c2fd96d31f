import { ipv4, ipv6 } from '@tidegate/values'
import { expect, it } from 'vitest'
import { createKnownClients } from './known-clients.ts'

it('knows a client for ten to twenty minutes after it was admitted', () => {
  let nowMs = 0
  const known = createKnownClients(() => nowMs, 1)
  const [early, late, other] = [ipv4(1), ipv4(2), ipv4(3)]
  known.add(early)
  nowMs = 599_000
  known.add(late)
  expect([early, late, other].map(known.has)).toEqual([true, true, false])
  nowMs = 600_000
  expect([early, late, other].map(known.has)).toEqual([true, true, false])
  known.add(late)
  nowMs = 1_200_000
  expect([early, late, other].map(known.has)).toEqual([false, true, false])
  nowMs = 9_000_000
  expect([early, late, other].map(known.has)).toEqual([false, false, false])
})

it('knows a client no longer if nothing was asked when its time was over', () => {
  let nowMs = 0
  const known = createKnownClients(() => nowMs, 1)
  known.add(ipv4(1))
  nowMs = 1_199_000
  expect(known.has(ipv4(1))).toBe(true)
  nowMs = 1_200_000
  expect(known.has(ipv4(1))).toBe(false)
})

it('takes an IPv6 client by its /64', () => {
  const known = createKnownClients(() => 0, 1)
  known.add(ipv6(0x20010db8, 1, 2, 3))
  expect(known.has(ipv6(0x20010db8, 1, 9, 9))).toBe(true)
  expect(known.has(ipv6(0x20010db8, 2, 2, 3))).toBe(false)
})

it('takes few others for known, also neighbours', () => {
  const known = createKnownClients(() => 0, 1)
  for (let i = 0; i < 20_000; i++) known.add(ipv4(0xc6336400 + i))
  let wrong = 0
  for (let i = 0; i < 20_000; i++) if (known.has(ipv4(0x0a000000 + i * 7))) wrong++
  expect(wrong).toBeLessThan(20_000 / 15)
})

it('remembers one admission in seven, the first among them', () => {
  const known = createKnownClients(() => 0)
  for (let i = 0; i < 70; i++) known.add(ipv4(i))
  expect(Array.from({ length: 70 }, (_, i) => known.has(ipv4(i))).filter(Boolean)).toHaveLength(10)
  expect(known.has(ipv4(0))).toBe(true)
})
