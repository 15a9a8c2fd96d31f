import fc from 'fast-check'
import { isIPv4, isIPv6 } from 'node:net'
import { runs } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { parseBlockAddress } from './parse-block-address.ts'

describe('parseBlockAddress', () => {
  test.each([
    ['1.2.3.4', '1.2.3.4', 32, false],
    ['10.0.0.0/8', '10.0.0.0/8', 8, false],
    ['10.9.0.7/8', '10.0.0.0/8', 8, true],
    ['203.0.113.7/32', '203.0.113.7', 32, false],
    ['::ffff:203.0.113.7', '203.0.113.7', 32, false],
    ['::FFFF:cb00:7107', '203.0.113.7', 32, false],
    ['::ffff:203.0.113.7/120', '203.0.113.0/24', 24, true],
    ['2001:DB8:0::1', '2001:db8::1', 128, false],
    ['2001:db8::/32', '2001:db8::/32', 32, false],
    ['::/0', '::/0', 0, false],
  ])('%s is %s', (text, canonical, prefixLength, hostBits) => {
    expect(parseBlockAddress(text)).toMatchObject({ kind: 'address', text: canonical, prefixLength, hostBits })
  })

  test.each([
    '',
    '/',
    '1.2.3.4/',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/08',
    '1.2.3',
    '127.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '1.2.3.4.5',
    ' 1.2.3.4',
    '1.2.3.4 ',
    'fe80::1%eth0',
    '2001:db8::/129',
    '::ffff:1.2.3.4/129',
    '::ffff:1.2.3.04',
    ':::',
    '1::2::3',
    '12345::',
    '00001::',
    '::1.2.3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'example.com',
    '１.2.3.4',
  ])('%j is refused', (text) => {
    expect(parseBlockAddress(text).kind).toBe('invalid')
  })

  test('agrees with the resolver of Node on what is an address, except for zones and eight-group embeddings', () => {
    const part = fc.oneof(
      fc.constantFrom('', '0', '00', '1', 'ffff', 'fffff', '255', '256', '1.2.3.4', 'g'),
      fc.string({ maxLength: 3 }),
    )
    const text = fc
      .tuple(fc.array(part, { maxLength: 9 }), fc.constantFrom(':', '.', '::'))
      .map(([parts, by]) => parts.join(by))
    fc.assert(
      fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (address) => {
        fc.pre(!address.includes('/') && !address.includes('%'))
        expect(parseBlockAddress(address).kind).toBe(isIPv4(address) || isIPv6(address) ? 'address' : 'invalid')
      }),
      { numRuns: runs(3000) },
    )
  })
})
