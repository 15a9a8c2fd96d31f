import { ipSetOf } from '@tidegate/model/testing'
import { type IpAddress, type IpSet, ipSetHas, ipSetPrefixes, parseIp, unionIpSets } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { randomPrefixes } from '@tidegate/engine/testing'
import { addressCells } from './address-cells.ts'
import type { Atom } from '../logic/atom.ts'
import fc from 'fast-check'

const set: fc.Arbitrary<IpSet> = fc
  .subarray([...randomPrefixes, '::/0', '::ffff:0:0/96', '255.255.255.255', '::'], { maxLength: 4 })
  .map(ipSetOf)
const sets = fc.array(set, { maxLength: 5 })

/** Addresses on both sides of the boundaries of networks. */
const addresses: readonly IpAddress[] = `
  0.0.0.0 10.0.255.255 10.1.0.0 10.255.255.255 11.0.0.0 203.0.112.255 203.0.113.0 203.0.113.7 203.0.113.15 203.0.113.16
  203.0.114.0 255.255.255.255 :: ::1 ::fffe:ffff:ffff ::1:0:0:0 2001:db7:: 2001:db8:: 2001:db8:1::7 2001:db8:1::8
  2001:db8:2:: 2001:db9:: ffff::`
  .trim()
  .split(/\s+/)
  .flatMap((text) => parseIp(text) ?? [])

function atomsOf(some: readonly IpSet[]): readonly Atom[] {
  return some.map((each, index) => ({ kind: 'addresses', key: String(index), set: each }))
}

describe('cells of addresses', () => {
  it('contain every address exactly once, with the sets that contain it', () => {
    fc.assert(
      fc.property(sets, (some) => {
        const cells = addressCells(atomsOf(some), false)
        for (const address of addresses) {
          const mine = cells.filter(({ value }) => value.kind === 'address' && ipSetHas(value.cell.set!, address))
          expect(mine).toHaveLength(1)
          expect(some.map((_, atom) => mine[0]!.holds(atom))).toEqual(some.map((each) => ipSetHas(each, address)))
        }
      }),
    )
  })

  it('cover all addresses of both families, and none is empty', () => {
    fc.assert(
      fc.property(sets, (some) => {
        const cells = addressCells(atomsOf(some), false)
        const all = cells.map(({ value }) => (value.kind === 'address' ? value.cell.set! : ipSetOf([])))
        expect(all.filter((each) => [...ipSetPrefixes(each)].length === 0)).toEqual([])
        const whole = unionIpSets(...all)
        expect(addresses.every((address) => ipSetHas(whole, address))).toBe(true)
      }),
    )
  })

  it('start with the missing address if the address is optional', () => {
    const [first, ...others] = addressCells([{ kind: 'present' }, ...atomsOf([ipSetOf(['10.0.0.0/8'])])], true)
    expect([first!.holds(0), first!.holds(1)]).toEqual([false, false])
    expect(others.map((cell) => cell.holds(0))).toEqual(others.map(() => true))
  })
})
