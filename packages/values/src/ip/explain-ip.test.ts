import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainIp } from './explain-ip.ts'
import { parseIp } from './parse-ip.ts'

describe('explainIp', () => {
  it.each([
    ['', 'an address is missing'],
    ['  ', 'an address is missing'],
    ['10.0.0.256', 'octet `256` is above 255'],
    ['10.0.0.1000', 'octet `1000` is above 255'],
    ['010.0.0.1', 'leading zero in `010`: some systems read it as octal'],
    ['127.1', '2 octets in `127.1`, expected 4'],
    ['1.2.3.4.5', '5 octets in `1.2.3.4.5`, expected 4'],
    ['1..2.3', 'empty octet in `1..2.3`'],
    ['2130706433', '`2130706433` is a number: expected four octets, as in `127.0.0.1`'],
    ['99999999999', '`99999999999` is a number: expected four octets'],
    ['0x7f000001', 'hexadecimal number in `0x7f000001`: expected four decimal octets'],
    ['0x7f.0.0.1', 'hexadecimal number in `0x7f.0.0.1`: expected four decimal octets'],
    ['1.2.3.x', 'character `x` in `1.2.3.x`: expected four decimal octets'],
    ['example.com', '`example.com` is not an address'],
    ['foo', '`foo` is not an address'],
    ['1.2.3.4:80', 'port `:80` is not part of an address'],
    ['10.0.0.0/8', '`10.0.0.0/8` is a prefix: expected one address'],
    ['1.2.3.4 5.6.7.8', 'white space in `1.2.3.4 5.6.7.8`: expected one address'],
    ['fe80::1%eth0', 'zone id `%eth0` is only valid on one machine'],
    ['[::1]', 'brackets around `::1`: only the address is expected'],
    ['[::1]:443', 'brackets around `::1`: only the address is expected'],
    ['1::2::3', '`::` appears twice in `1::2::3`'],
    ['1:::2', '`:::` in `1:::2`: expected at most two colons together'],
    [':1', '`:1` begins with a single colon'],
    ['::1:', '`::1:` ends with a single colon'],
    ['::12345', 'group `12345` has more than 4 digits'],
    ['::g', 'character `g` in `::g`: expected hexadecimal groups'],
    ['1:2:3', '3 groups in `1:2:3`, expected 8'],
    ['04:00:00', '3 groups in `04:00:00`, expected 8'],
    ['1:2:3:4:5:6:7:8:9', '9 groups in `1:2:3:4:5:6:7:8:9`, expected 8'],
    ['1:2:3:4::5:6:7:8', '8 groups and `::` in `1:2:3:4::5:6:7:8`, expected at most 7'],
    ['::1.2.3.256', 'octet `256` is above 255'],
    ['::1.2.3.4:5', 'octets `1.2.3.4` are allowed only at the end of an IPv6 address'],
    ['1.2.3.4', '`1.2.3.4` is an address'],
    ['x'.repeat(300), `\`${'x'.repeat(64)}…\` is not an address`],
  ])('explains what is wrong with `%s`', (text, reason) => {
    expect(explainIp(text)).toBe(reason)
  })

  it('calls only addresses an address, and explains every other text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom('::', ':', '.', '1', 'ffff', '256', '%', '/', '[', ']', ' ', 'x'), { maxLength: 12 }),
    )
    fc.assert(
      fc.property(text, (given) => {
        const candidate = typeof given === 'string' ? given : given.join('')
        const reason = explainIp(candidate)
        expect(reason.length).toBeGreaterThan(10)
        expect(reason.endsWith(' is an address')).toBe(parseIp(candidate) !== undefined)
      }),
      { numRuns: runs(2000) },
    )
  })
})
