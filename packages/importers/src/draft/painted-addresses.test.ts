import { emptyIpSet, subtractIpSet, unionIpSets } from '@tidegate/values'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prefixesOf, setOf } from './ordered-access.ts'
import { paintAddresses } from './painted-addresses.ts'

const address = fc.oneof(
  fc.nat(63).map((last) => `192.0.2.${last}`),
  fc.nat(63).map((last) => `2001:db8::${last.toString(16)}`),
)
const entry = fc.oneof(
  address,
  fc.tuple(fc.nat(63), fc.integer({ min: 24, max: 32 })).map(([last, length]) => `192.0.2.${last}/${length}`),
  fc
    .tuple(fc.nat(63), fc.integer({ min: 120, max: 128 }))
    .map(([last, length]) => `2001:db8::${last.toString(16)}/${length}`),
  fc.tuple(fc.nat(30), fc.nat(30)).map(([first, more]) => `192.0.2.${first} - 192.0.2.${first + more}`),
  fc.constantFrom('0.0.0.0/0', '::/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '255.255.255.255'),
)

it('gives an address the value of the first entry that contains it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ entry, value: fc.constantFrom('a', 'b', 'c') }), { maxLength: 12 }), (entries) => {
      const painted = paintAddresses(entries)
      let seen = emptyIpSet()
      const expected = new Map<string, ReturnType<typeof setOf>>()
      for (const { entry: text, value } of entries) {
        const own = subtractIpSet(setOf(text), seen)
        expected.set(value, unionIpSets(expected.get(value) ?? emptyIpSet(), own))
        seen = unionIpSets(seen, own)
      }
      for (const [value, set] of expected) expect(prefixesOf(painted.get(value)!)).toEqual(prefixesOf(set))
    }),
    { numRuns: runs(100) },
  )
})

it('paints ten thousand addresses', () => {
  const entries = Array.from({ length: 10_000 }, (_, index) => ({
    entry: `10.${(index * 7919) % 256}.${(index >> 6) & 255}.${index % 256}`,
    value: index % 3 === 0 ? 'a' : 'b',
  }))
  expect(prefixesOf(paintAddresses(entries).get('a')!).length).toBeGreaterThan(1_000)
})
